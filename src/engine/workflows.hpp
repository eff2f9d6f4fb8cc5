#pragma once
// The workflow engine, put together: what modules lend to it, the definitions of the packs, the board, the routes.

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "db/db.hpp"
#include "engine/todo.hpp"
#include "engine/workflow_documents.hpp"
#include "engine/workflow_service.hpp"
#include "platform/attachment.hpp"
#include "platform/audit.hpp"
#include "platform/document.hpp"

namespace jishi::http {
struct Endpoint;
}

namespace jishi::engine {

std::span<const db::Migration> migrations();

class Workflows {
public:
    /// Everything given must outlive it. The database is migrated; nothing is read before start().
    Workflows(db::Database& database, const policy::Book& book, IdGenerator& ids, const Clock& clock,
              const Places& places, platform::Audit& audit, platform::Attachments& attachments,
              const platform::document::Library& documents);
    ~Workflows();
    Workflows(const Workflows&) = delete;
    Workflows& operator=(const Workflows&) = delete;

    /// Where modules register their relations, guards, effects, subjects and what fills documents, before check().
    WorkflowNames& names() { return names_; }
    /// Do the workflows of all packs hold together, and is everything registered that they name?
    /// @errors policy.invalid
    Result<void> check() const { return book_.check(&library_); }
    /// Loads the board.
    void start();
    /// Takes away notices that stand in nobody's list any more. Called now and then.
    void keep_house();

    const CaseOffice& office() const { return office_; }
    const WorkflowBook& book() const { return book_; }
    TodoSource todo_source() const;

    std::vector<http::Endpoint> endpoints();

private:
    db::Database& database_;
    const platform::document::Library& library_;
    WorkflowNames names_;
    WorkflowBook book_;
    Board board_;
    CaseOffice office_;
    CaseDocuments documents_;
    Date kept_on_ = Date::first();
};

}  // namespace jishi::engine
