#pragma once
// Transfers in lists: what leaves and what comes, of those whose side it is.

#include <optional>
#include <string>
#include <vector>

#include "engine/workflow_service.hpp"
#include "team/letter.hpp"
#include "team/member_office.hpp"
#include "team/transfer_store.hpp"

namespace jishi::team {

enum class Direction : std::uint8_t { out, in };

struct TransferQuestion {
    Direction direction = Direction::out;
    organization::Sight sight;  // where the actor may see members
    bool ended = false;
    CaseId after;
    std::size_t limit = 50;
};
struct TransferLine {
    Transfer transfer;
    engine::Case row;
    std::optional<Letter> letter;  // the newest
};
/// The newest first. What the old side has not let go yet is not the new side's to see.
std::vector<TransferLine> list_transfers(db::Tx& tx, const TransferQuestion& question);
/// One of which the actor may see the case, or whose new side is the actor's.
/// @errors case.not_found
Result<TransferLine> transfer_line(const Office&, const engine::CaseOffice&, db::Tx&, const platform::Actor&, CaseId);

}  // namespace jishi::team
