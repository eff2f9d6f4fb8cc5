#pragma once
// The running server: an installation behind a port.

#include <cstdint>
#include <memory>

#include "app/installation.hpp"

namespace jishi::app {

class Application {
public:
    /// Opens and loads everything. @errors of Installation::open; config.wrong_value (web folder)
    static Result<std::unique_ptr<Application>> create(const Config& config);
    ~Application();
    Application(const Application&) = delete;
    Application& operator=(const Application&) = delete;

    /// Begins to answer. Throws std::runtime_error when the port cannot be had.
    void start();
    /// Finishes what was accepted, then ends.
    void stop();

    std::uint16_t port() const;
    Installation& installation();

    struct Impl;

private:
    explicit Application(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

/// The API reference of every endpoint of the program.
std::string openapi_of(Installation& installation);

}  // namespace jishi::app
