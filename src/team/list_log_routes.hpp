#pragma once
// [SEC-04, SEC-05] Lists of members are looks too: one line in the audit trail for each answer, whoever is on it.

#include <optional>
#include <string>

#include "http/endpoint.hpp"
#include "team/member_office.hpp"

namespace jishi::team {

/// Answers a question in a read transaction and, when anybody is in the answer, writes down that it was seen before it
/// is shown: the writer has no part in finding it. For endpoints that run as http::Runs::blocking.
/// @param read   Call -> Result<View>; gets a call with a transaction
/// @param deed   View -> what is written down; none: nobody is in it
template <class View, class Read, class DeedOf>
Result<View> read_and_tell(db::Database& database, const Office& office, const http::Call& call, Read read,
                           DeedOf deed_of)
{
    std::optional<Result<View>> view;
    database.read([&](db::Tx& tx) {
        http::Call inside{call.request, call.path, call.actor, &tx};
        view.emplace(read(inside));
    });
    if (!*view) return std::move(*view);
    const std::optional<Deed> deed = deed_of(**view);
    if (deed)
        TRY(database.write([&](db::Tx& tx) -> Result<bool> {
            office.audit(tx, *call.actor, *deed);
            return true;
        }));
    return std::move(*view);
}

}  // namespace jishi::team
