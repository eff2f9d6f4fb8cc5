#pragma once
// A workflow as a picture: steps from top to bottom, ways on and back, where a case stands. Data in, SVG out; the
// command line and the web application show the same.

#include <set>
#include <string>
#include <vector>

#include "engine/language.hpp"
#include "engine/workflow.hpp"
#include "engine/workflow_case.hpp"

namespace jishi::engine {

/// Where a case stands; for a workflow by itself, nothing.
struct Standing {
    std::set<std::string, std::less<>> done;  // steps
    std::string at;                           // the step in which it stands; empty: nowhere
    bool late = false;
    std::optional<CaseState> ended;
};

/// Where a box lies, and how the lines run: what the drawing is made of, for tests.
struct Picture {
    struct Box {
        std::string step;      // empty: the end
        bool refused = false;  // the end by refusal
        int row = 0;
        int column = 0;
    };
    struct Line {
        std::size_t from = 0;  // index of a box
        std::size_t to = 0;
        std::string action;
        ActionKind kind = ActionKind::advance;
        int lane = 0;  // 0: straight down; > 0: round the right side; < 0: round the left side
    };
    std::vector<Box> boxes;
    std::vector<Line> lines;
    int rows = 0;
    int columns = 0;
};
Picture lay_out(const Workflow& workflow);

std::string draw(const Workflow& workflow, const Standing& standing, Language language);

}  // namespace jishi::engine
