#include "app/metrics.hpp"

#include <array>
#include <cstdio>
#include <deque>
#include <string>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <unistd.h>

namespace jishi::app {

class Metrics::Series {
public:
    prometheus::Histogram* seconds = nullptr;
    std::array<prometheus::Counter*, 6> answers{};  // by hundreds of the status
};

struct Metrics::Impl {
    struct Gauge {
        prometheus::Gauge* gauge;
        double (*read)(void*);
        void* context;
    };
    mutable prometheus::Registry registry;
    prometheus::Family<prometheus::Histogram>* seconds;
    prometheus::Family<prometheus::Counter>* answers;
    std::deque<Series> series;
    std::deque<Gauge> gauges;
};

Metrics::Metrics() : impl_(std::make_unique<Impl>())
{
    impl_->seconds = &prometheus::BuildHistogram()
                          .Name("jishi_request_seconds")
                          .Help("Time from a complete request to its answer, by operation")
                          .Register(impl_->registry);
    impl_->answers = &prometheus::BuildCounter()
                          .Name("jishi_answers_total")
                          .Help("Answers by operation and class of status")
                          .Register(impl_->registry);
}
Metrics::~Metrics() = default;

Metrics::Series* Metrics::series(std::string_view operation)
{
    auto& series = impl_->series.emplace_back();
    const prometheus::Histogram::BucketBoundaries buckets{0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5};
    series.seconds = &impl_->seconds->Add({{"operation", std::string(operation)}}, buckets);
    for (std::size_t i = 1; i < series.answers.size(); ++i)
        series.answers[i] =
            &impl_->answers->Add({{"operation", std::string(operation)}, {"status", std::to_string(i) + "xx"}});
    return &series;
}

void Metrics::observe(Series* series, int status, double seconds)
{
    series->seconds->Observe(seconds);
    const auto index = static_cast<std::size_t>(status / 100);
    if (index > 0 && index < series->answers.size()) series->answers[index]->Increment();
}

void Metrics::gauge(std::string_view name, std::string_view help, double (*read)(void*), void* context)
{
    auto& family = prometheus::BuildGauge().Name(std::string(name)).Help(std::string(help)).Register(impl_->registry);
    impl_->gauges.push_back({&family.Add({}), read, context});
}

std::string Metrics::text() const
{
    for (const auto& gauge : impl_->gauges) gauge.gauge->Set(gauge.read(gauge.context));
    return prometheus::TextSerializer().Serialize(impl_->registry.Collect());
}

std::size_t resident_bytes()
{
    std::FILE* file = std::fopen("/proc/self/statm", "r");
    if (!file) return 0;
    unsigned long total = 0;
    unsigned long resident = 0;
    const int read = std::fscanf(file, "%lu %lu", &total, &resident);
    std::fclose(file);
    return read == 2 ? resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)) : 0;
}

}  // namespace jishi::app
