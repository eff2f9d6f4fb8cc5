#pragma once
// A demo world with a committee of many branches and cases, for the benchmarks of workflows.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "installation.hpp"
#include "session.hpp"

namespace jishi::bench {

class WorkflowWorld {
public:
    /// Founds a committee and so many branches below it.
    explicit WorkflowWorld(int branches);

    std::uint16_t port() const { return server_->port(); }
    Session& session() { return *session_; }
    const std::string& committee() const { return committee_; }
    const std::vector<std::string>& branches() const { return branches_; }

    /// A POST with a JSON body, as the load generator sends it.
    std::string request(const std::string& target, const std::string& body) const;
    /// What asks to found an organisation below the committee.
    std::string founding(const std::string& name) const;
    /// What begins a case of founding at a branch.
    std::string application(const std::string& branch, const std::string& name) const;
    /// Begins cases, spread over the branches. @return their ids
    std::vector<std::string> begin_cases(int count);

private:
    TemporaryFolder folder_;
    std::unique_ptr<ServerProcess> server_;
    std::unique_ptr<Session> session_;
    std::string committee_;
    std::vector<std::string> branches_;
};

}  // namespace jishi::bench
