#pragma once
// A read of the embedded database is answered on the thread of its connection, where nothing may block. A read that
// finds out that it would be long gives that thread back, and is done again from the start on the pool.

namespace jishi {

/// Thrown by leave_connection(); only the dispatcher catches it.
struct Elsewhere {};

/// As long as it lives, this thread is that of a connection.
class OnConnection {
public:
    OnConnection();
    ~OnConnection();
    OnConnection(const OnConnection&) = delete;
    OnConnection& operator=(const OnConnection&) = delete;

private:
    bool before_;
};

/// Before something that waits or takes milliseconds, in a read without effects. Does nothing on other threads.
void leave_connection();

}  // namespace jishi
