#include "app/workflow_command.hpp"

#include <cstdio>
#include <vector>

#include "base/date.hpp"
#include "engine/workflow_book.hpp"
#include "engine/workflow_drawing.hpp"

namespace jishi::app {

Result<int> draw_workflow(const Config& config, const std::string& name, const std::string& place,
                          const std::string& language)
{
    const SystemClock clock;
    const auto book = TRY(policy::Book::load(config.packs));
    const engine::WorkflowNames names;  // a picture needs no functions
    const engine::WorkflowBook workflows(book, names, clock.today());
    std::vector<std::string> areas;
    if (!place.empty()) areas.push_back(place);
    const auto policy = book.at(areas, clock.today());
    const auto definition = workflows.find(name, policy);
    if (!definition) {
        std::string known;
        for (const auto& one : workflows.at(policy)) known += (known.empty() ? "" : ", ") + one->workflow.code;
        return refuse(ErrorKind::not_found, "case.workflow_unknown", {}, known);
    }
    const auto svg = engine::draw(definition->workflow, {},
                                  language.starts_with("en") ? engine::Language::english : engine::Language::chinese);
    std::fwrite(svg.data(), 1, svg.size(), stdout);
    return 0;
}

}  // namespace jishi::app
