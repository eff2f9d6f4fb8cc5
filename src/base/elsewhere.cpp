#include "base/elsewhere.hpp"

#include <utility>

namespace jishi {
namespace {

thread_local bool on_connection = false;

}  // namespace

OnConnection::OnConnection() : before_(std::exchange(on_connection, true)) {}
OnConnection::~OnConnection() { on_connection = before_; }

void leave_connection()
{
    if (on_connection) throw Elsewhere{};
}

}  // namespace jishi
