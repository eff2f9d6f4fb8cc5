#pragma once
// What the routes of every module's imports have in common: the list of batches, taking one back, files made for
// somebody.

#include <optional>
#include <string>
#include <vector>

#include "engine/import_files.hpp"
#include "engine/imports.hpp"
#include "http/endpoint.hpp"
#include "http/json.hpp"

namespace jishi::engine {

struct BatchView {
    ImportId id;
    std::string kind;
    std::string file_name;
    OrganizationId within;
    std::optional<std::string> within_name;
    Date effective_on;
    std::string mode;
    std::string state;
    std::int64_t rows = 0;
    std::int64_t stored = 0;
    std::int64_t refused = 0;
    AttachmentId report;
    Instant created_at;
    std::string created_by;
    std::optional<Instant> undone_at;
    std::optional<std::string> undone_by;
    bool may_undo = false;
};
BOOST_DESCRIBE_STRUCT(BatchView, (),
                      (id, kind, file_name, within, within_name, effective_on, mode, state, rows, stored, refused,
                       report, created_at, created_by, undone_at, undone_by, may_undo))

struct BatchList {
    std::vector<BatchView> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(BatchList, (), (items, next))

/// Where the batches of a module are.
struct BatchRoutes {
    std::string path;  // "/api/imports"
    std::string tag;
    std::string_view permission;  // a literal: access rules keep the view
    std::string list_operation;
    std::string undo_operation;
};

/// GET path: what was imported, newest first; POST path/{batch}/undo: a job.
std::vector<http::Endpoint> batch_endpoints(Imports& imports, const BatchRoutes& routes);

BatchView view_of(const Imports& imports, const platform::Actor& actor, const Batch& batch);
/// @errors input.not_one_of
Result<Language> language_of(const std::optional<std::string>& code);
Result<ImportMode> mode_of(const std::string& code);
http::Response file_response(MadeFile&& file);

}  // namespace jishi::engine
