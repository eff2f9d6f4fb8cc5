// Is the graph of a workflow whole? Before it is turned into a Workflow, so that every fault is told with its line.

#include <map>
#include <set>

#include "engine/workflow.hpp"

namespace jishi::engine {
namespace {

class GraphCheck {
public:
    GraphCheck(const policy::Value& workflow, std::vector<FieldError>& problems)
        : workflow_(workflow), problems_(problems)
    {
    }

    void run()
    {
        for (const auto& step : workflow_.at("steps").items())
            if (!steps_.emplace(step.at("code").text(), &step).second)
                add(step.at("code"), "policy.workflow_step_twice", step.at("code").text());
        for (const auto& step : workflow_.at("steps").items()) look_at(step);
        look_at_ways_out();
        if (!ends_) add(workflow_, "policy.workflow_no_end", workflow_.at("code").text());
        look_at_reach();
    }

private:
    void add(const policy::Value& at, std::string code, std::string detail)
    {
        problems_.push_back({at.where(), std::move(code), std::move(detail)});
    }

    void look_at(const policy::Value& step)
    {
        std::set<std::string> actions;
        for (const auto& action : step.at("actions").items()) {
            const auto& code = action.at("code").text();
            if (code == "enter") add(action, "policy.not_one_of", code);  // means: when the case comes into the step
            if (!actions.insert(code).second) add(action, "policy.workflow_action_twice", code);
            const auto kind = action.text_or("kind", "advance");
            const auto* const to = action.find("to");
            if (!to && kind == "return")
                add(action, "policy.workflow_unknown_step", code + ": a return says to which step");
            if (to && kind == "refuse") add(*to, "policy.workflow_dead_end", code + ": a refusal ends the case");
            if (to && !steps_.contains(to->text())) add(*to, "policy.workflow_unknown_step", to->text());
            if (!to && kind == "advance") ends_ = true;
        }
        std::set<std::string> codes;
        for (const auto* const list : {"fields", "guards", "effects", "documents", "notices"})
            if (const auto* const items = step.find(list))
                for (const auto& item : items->items())
                    for (const auto& action : item.texts_or_none("actions"))
                        if (!actions.contains(action) && !(action == "enter" && std::string_view(list) == "effects"))
                            add(item, "policy.workflow_unknown_action", action);
        if (const auto* const fields = step.find("fields"))
            for (const auto& field : fields->items()) {
                fields_.insert(field.at("code").text());
                if (!codes.insert(field.at("code").text()).second)
                    add(field, "policy.duplicate_code", field.at("code").text());
                if ((field.at("kind").text() == "choice") != (field.find("choices") != nullptr))
                    add(field, "policy.workflow_choices", field.at("code").text());
            }
        look_at_actor(step.at("actor"));
        if (const auto* const notices = step.find("notices"))
            for (const auto& notice : notices->items()) look_at_actor(notice.at("to"));
        for (const auto* const name : {"min_wait", "max_wait"}) look_at_wait(step.find(name));
    }

    void look_at_wait(const policy::Value* wait)
    {
        if (!wait) return;
        const auto* const since = wait->find("since");
        if (since && !steps_.contains(since->text())) add(*since, "policy.workflow_unknown_step", since->text());
        if ((wait->find("count") != nullptr) == (wait->find("key") != nullptr))
            add(*wait, "policy.missing_field", "count or key");
        if (const auto* const list = wait->find("escalations"))
            for (const auto& one : list->items()) look_at_actor(one.at("to"));
    }

    void look_at_actor(const policy::Value& actor)
    {
        const auto* const permission = actor.find("permission");
        if (permission && !platform::permission_from(permission->text()))
            add(*permission, "policy.workflow_unknown_permission", permission->text());
    }

    void look_at_ways_out()
    {
        for (const auto* const name : {"withdraw", "suspend", "take_over"}) {
            const auto* const way = workflow_.find(name);
            if (!way) continue;
            look_at_actor(way->at("actor"));
            for (const auto& step : way->texts_or_none("steps"))
                if (!steps_.contains(step)) add(*way, "policy.workflow_unknown_step", step);
        }
        if (const auto* const label = workflow_.find("label"); label && !fields_.contains(label->text()))
            add(*label, "policy.workflow_unknown_field", label->text());
    }

    /// Every step can be reached from the first, and from every step the end can be.
    void look_at_reach()
    {
        std::set<std::string> reached{workflow_.at("steps").items().front().at("code").text()};
        std::set<std::string> ending;
        for (bool grown = true; std::exchange(grown, false);)
            for (const auto& [code, step] : steps_)
                for (const auto& action : step->at("actions").items()) {
                    const auto kind = action.text_or("kind", "advance");
                    const auto to = action.text_or("to", "");
                    if (reached.contains(code) && steps_.contains(to)) grown |= reached.insert(to).second;
                    if (kind != "refuse" && (to.empty() || ending.contains(to))) grown |= ending.insert(code).second;
                }
        for (const auto& [code, step] : steps_) {
            if (!reached.contains(code)) add(*step, "policy.workflow_unreachable_step", code);
            if (ends_ && !ending.contains(code)) add(*step, "policy.workflow_dead_end", code);
        }
    }

    const policy::Value& workflow_;
    std::vector<FieldError>& problems_;
    std::map<std::string, const policy::Value*> steps_;
    std::set<std::string> fields_;
    bool ends_ = false;
};

}  // namespace

void check_graph(const policy::Value& value, std::vector<FieldError>& problems) { GraphCheck(value, problems).run(); }

}  // namespace jishi::engine
