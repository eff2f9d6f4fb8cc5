#include "statistics/forecast.hpp"

#include <algorithm>

#include "policy/policy.hpp"
#include "statistics/form_table.hpp"
#include "statistics/question.hpp"
#include "statistics/year_records.hpp"

namespace jishi::statistics {
namespace {

constexpr std::size_t named_max = 100;

std::int64_t count_people(const World& world, Node node, const CrosstabQuestion& question,
                          const std::vector<std::string>& counted)
{
    const auto wanted = filter_of_members(world, question, counted);
    if (!wanted) return 0;  // nobody is that old
    const auto counts = scan(world.members(), {{}, *wanted, {{world.members().rows_below(node)}}});
    return static_cast<std::int64_t>(counts.front());
}

class Foretelling {
public:
    Foretelling(const World& world, Node node, const policy::Policy& rules, const std::vector<std::string>& counted)
        : world_(world), node_(node), rules_(rules), counted_(counted)
    {
    }

    std::vector<Retiring> retiring(int year) const
    {
        std::vector<Retiring> list;
        for (const auto& item : rules_.get("statistics.retirement_ages").items()) {
            Retiring one;
            one.code = item.at("code").text();
            one.name = item.at("name").text();
            one.name_en = item.at("name_en").text();
            one.sex = item.at("sex").text();
            one.years = static_cast<int>(item.at("years").integer());
            one.born_from = Date{year - one.years, 1, 1};
            one.born_until = Date{year - one.years, 12, 31};
            CrosstabQuestion question;
            question.filter.push_back({{{"sex", {one.sex}, {}, {}, {}, {}, false}}});
            question.filter.push_back({{{"birth_date", {}, one.born_from, one.born_until, {}, {}, false}}});
            one.count = count_people(world_, node_, question, counted_);
            list.push_back(std::move(one));
        }
        return list;
    }

private:
    const World& world_;
    const Node node_;
    const policy::Policy& rules_;
    const std::vector<std::string>& counted_;
};

/// Terms of an organisation and of those below it that have an end, the first to end first.
std::vector<TermEnding> terms_below(const World& world, Node node)
{
    std::vector<TermEnding> terms;
    for (Node at = node; at < world.tree().end(node) && at < world.infos().size(); ++at)
        if (const auto& info = world.infos()[at]; info.active && info.term_expires_on)
            terms.push_back({OrganizationId{world.tree().id(at)}, "", *info.term_expires_on});
    std::ranges::sort(terms, {}, [](const TermEnding& one) { return std::pair(one.on, one.organization); });
    return terms;
}

}  // namespace

Result<Forecast> forecast(const CrosstabOffice& office, db::Tx& tx, const platform::Actor& actor, OrganizationId within)
{
    TRY(actor.require(platform::Permission::member_read, within));
    const auto today = office.clock.today();
    const auto rules = office.organizations.policy_at(within, today);
    const auto counted = office.team.office().rules({}, today)->statuses_counted();
    Forecast made;
    made.day = today;
    const team::YearSpan this_year{Date{today.year(), 1, 1}, today, {}};
    // Whatever is read is read before the world is held.
    YearReach reach;
    TRY(office.live.today(tx, [&](const World& world) -> Result<void> {
        reach = reach_of(world, nullptr, within.value, {});
        return {};
    }));
    const auto rows = read_year(office.organizations.office(), tx, this_year, counted, std::move(reach));
    team::each_quota_of(tx, this_year, [&](const team::QuotaRow& row) {
        if (row.organization == within) made.quota = row.quota;
    });
    TRY(office.live.today(tx, [&](const World& world) -> Result<void> {
        const auto& tree = world.members().tree();
        const auto node = tree.find(within.value);
        if (node == node_none) return refuse(ErrorKind::not_found, "organization.not_found", {}, within.str());
        const Foretelling foretelling(world, node, rules, counted);
        made.members = count_people(world, node, {}, counted);
        const auto ahead = static_cast<int>(rules.integer("statistics.forecast_years"));
        for (int year = today.year(); year < today.year() + ahead; ++year)
            made.years.push_back({year, foretelling.retiring(year), 0, {}});
        for (auto& one : terms_below(world, node)) {
            const auto place = [&](std::int64_t& count, std::vector<TermEnding>& named) {
                ++count;
                if (named.size() >= named_max) return;
                one.name = office.organizations.name_of(one.organization).value_or("");
                named.push_back(one);
            };
            if (one.on < Date{today.year(), 1, 1}) place(made.terms_over, made.terms_over_named);
            else if (one.on.year() < today.year() + ahead) {
                auto& year = made.years[static_cast<std::size_t>(one.on.year() - today.year())];
                place(year.terms, year.terms_named);
            }
        }
        const auto records = placed(rows, world);
        const FormCounter counter(world, &records, counted);
        CellSpec cell;
        cell.count = "admitted";
        made.admitted = static_cast<std::int64_t>(counter.count(cell, node));
        cell.count = "on_the_way";
        for (const auto& stage : rules.get("development.stages").items()) {
            cell.stages = {stage.at("code").text()};
            made.stages.push_back({stage.at("code").text(), stage.text_or("person", stage.at("name").text()),
                                   stage.text_or("person_en", stage.at("name_en").text()),
                                   static_cast<std::int64_t>(counter.count(cell, node))});
        }
        return {};
    }));
    return made;
}

}  // namespace jishi::statistics
