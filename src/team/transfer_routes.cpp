#include <algorithm>

#include "engine/import_routes.hpp"
#include "engine/workflow_view_routes.hpp"
#include "team/relation_policy.hpp"
#include "team/arrival.hpp"
#include "team/bulk_transfer.hpp"
#include "team/member_routes.hpp"
#include "team/team.hpp"
#include "team/transfer.hpp"
#include "team/transfer_query.hpp"
#include "team/transfers.hpp"

namespace jishi::team {

struct LetterView {
    Date issued_on;
    Date valid_until;
    std::string state;  // issued, received, recalled
};
BOOST_DESCRIBE_STRUCT(LetterView, (), (issued_on, valid_until, state))

struct TransferView {
    engine::CaseLineView head;
    MemberId member;
    std::string reach;
    std::optional<PlaceView> from;
    std::optional<PlaceView> receiver;
    std::optional<Date> released_on;
    std::optional<Date> joined_on;
    std::optional<std::string> bulk;
    std::optional<LetterView> letter;
};
BOOST_DESCRIBE_STRUCT(TransferView, (), (head, member, reach, from, receiver, released_on, joined_on, bulk, letter))

struct TransferListView {
    std::vector<TransferView> items;
    std::optional<CaseId> next;
};
BOOST_DESCRIBE_STRUCT(TransferListView, (), (items, next))

struct TransferQuery {
    std::optional<std::string> direction;  // out (when left out), in
    std::optional<bool> ended;
    std::optional<OrganizationId> within;
    std::optional<CaseId> after;
    std::optional<int> limit;
};
BOOST_DESCRIBE_STRUCT(TransferQuery, (), (direction, ended, within, after, limit))

/// What the new side may know of somebody who comes. Nothing sealed.
struct MoverView {
    std::string name;
    std::optional<std::string> sex;
    std::optional<std::string> category;
    std::optional<std::string> education;
    std::optional<Date> joined_on;
    std::optional<Date> full_on;
};
BOOST_DESCRIBE_STRUCT(MoverView, (), (name, sex, category, education, joined_on, full_on))

struct OneTransferView : TransferView {
    std::optional<MoverView> mover;
};
BOOST_DESCRIBE_STRUCT(OneTransferView, (TransferView), (mover))

struct ReceiverQuery {
    std::string text;
    OrganizationId from;
};
BOOST_DESCRIBE_STRUCT(ReceiverQuery, (), (text, from))

struct ReceiverView {
    OrganizationId id;
    std::string name;
    std::string above;  // names above it, from the county down
    std::string type;
    std::string workflow;  // by which somebody goes there from `from`; empty: the own branch
};
BOOST_DESCRIBE_STRUCT(ReceiverView, (), (id, name, above, type, workflow))
struct ReceiverList {
    std::vector<ReceiverView> items;
};
BOOST_DESCRIBE_STRUCT(ReceiverList, (), (items))

struct ArrivalBody {
    OrganizationId organization;
    OrganizationId branch;
    Text<1, 100> name;
    Text<0, 40> id_number;
    std::optional<Text<0, 40>> phone;
    std::optional<Text<0, 40>> ethnicity;
    std::optional<Text<0, 40>> education;
    std::optional<Text<0, 40>> occupation;
    Text<1, 40> category;
    Date joined_on;
    std::optional<Date> full_on;
    Text<1, 60> entry;
    Text<1, 60> letter_no;
    Text<1, 100> from_unit;
    Date letter_until;
    Date dues_until;
    std::vector<AttachmentId> letter_scan;
};
BOOST_DESCRIBE_STRUCT(ArrivalBody, (),
                      (organization, branch, name, id_number, phone, ethnicity, education, occupation, category,
                       joined_on, full_on, entry, letter_no, from_unit, letter_until, dues_until, letter_scan))

struct LetterFileQuery {
    std::optional<std::string> format;  // pdf (when left out), docx
};
BOOST_DESCRIBE_STRUCT(LetterFileQuery, (), (format))

/// [REL-09] What is printed on a letter, for whoever holds it in hand; the id number as on every screen.
struct PrintedLetterView {
    std::string number;
    std::string name;
    std::string sex;
    std::int64_t age = 0;
    std::string ethnicity;
    std::string category;
    std::string id_number;  // masked
    std::string from;
    std::string issuer;
    std::string to;
    std::string addressee;
    std::optional<Date> dues_until;
    Date issued_on;
    Date valid_until;
    std::string contact;
};
BOOST_DESCRIBE_STRUCT(PrintedLetterView, (),
                      (number, name, sex, age, ethnicity, category, id_number, from, issuer, to, addressee, dues_until,
                       issued_on, valid_until, contact))
struct LetterCheckView {
    std::string state;  // valid, expired, invalid
    std::optional<PrintedLetterView> printed;
};
BOOST_DESCRIBE_STRUCT(LetterCheckView, (), (state, printed))

namespace {

using http::Access;
using http::Call;
using http::NoQuery;
using platform::Permission;
using platform::document::Format;

constexpr int page_default = 50;
constexpr int page_max = 200;
constexpr std::size_t receivers_max = 20;

std::optional<PlaceView> maybe_place(const Office& office, OrganizationId id)
{
    return id ? std::optional(place_of(office, id)) : std::nullopt;
}

template <class View>
View view_of(const Transfers& desk, db::Tx& tx, const TransferLine& line)
{
    View view;
    view.head = engine::line_of(desk.cases, tx, line.row);
    view.member = line.transfer.member;
    view.reach = line.transfer.reach;
    view.from = maybe_place(desk.office, line.transfer.from_branch);
    view.receiver = maybe_place(desk.office, line.transfer.receiver);
    view.released_on = line.transfer.released_on;
    view.joined_on = line.transfer.joined_on;
    if (line.transfer.bulk) view.bulk = std::to_string(line.transfer.bulk);
    if (line.letter) view.letter = LetterView{line.letter->issued_on, line.letter->valid_until, line.letter->state};
    return view;
}

Result<TransferListView> list(const Transfers& desk, Call& call, const TransferQuery& query)
{
    if (query.direction && *query.direction != "out" && *query.direction != "in")
        return bad_field("direction", "input.not_one_of", {}, "out, in");
    TransferQuestion question;
    question.direction = query.direction == "in" ? Direction::in : Direction::out;
    question.sight = TRY(organization::sight_of(desk.office.directory, *call.actor, Permission::member_read,
                                                query.within.value_or(OrganizationId{})));
    question.ended = query.ended.value_or(false);
    question.after = query.after.value_or(CaseId{});
    const auto limit = static_cast<std::size_t>(std::clamp(query.limit.value_or(page_default), 1, page_max));
    question.limit = limit + 1;
    auto lines = list_transfers(call.tx(), question);
    TransferListView view;
    if (lines.size() > limit) {
        lines.resize(limit);
        view.next = lines.back().transfer.of;
    }
    for (const auto& line : lines) view.items.push_back(view_of<TransferView>(desk, call.tx(), line));
    return view;
}

Result<OneTransferView> one(const Transfers& desk, Call& call)
{
    const auto line =
        TRY(transfer_line(desk.office, desk.cases, call.tx(), *call.actor, TRY(call.path_id<CaseTag>("case"))));
    auto view = view_of<OneTransferView>(desk, call.tx(), line);
    if (!line.transfer.member) return view;
    const auto member = find_member(call.tx(), line.transfer.member);
    if (!member) return view;
    const auto& is = member->values;
    view.mover = MoverView{is.name, said(is.sex), said(is.category), said(is.education), is.joined_on, is.full_on};
    // [SEC-05] Also the new side's look at somebody who is not on its roll is written down.
    desk.office.audit(call.tx(), *call.actor, {"member.viewed", member->id, is.branch, "", "", "REL-05"});
    return view;
}

/// Organisations of the whole installation to which somebody may go: their names are no secret, who belongs to them is.
Result<ReceiverList> receivers(const Transfers& desk, Call& call, const ReceiverQuery& query)
{
    TRY(call.actor->require(Permission::member_change, query.from));
    const auto today = desk.office.clock.today();
    const auto rules = desk.office.rules(query.from, today);
    const auto relations = relation_rules(desk.office, query.from, today);
    const auto from = standpoint_of(desk.office, query.from, today);
    organization::Search search;
    search.text = query.text;
    search.everything = true;
    search.limit = receivers_max;
    ReceiverList list;
    for (const auto& found : desk.office.directory.search(search)) {
        const bool committee =
            std::ranges::find(relations.committee_types, found.type) != relations.committee_types.end();
        if (!committee && !rules->holding_types.contains(found.type)) continue;
        ReceiverView view{found.id, found.name, {}, found.type, {}};
        for (const auto& part : desk.office.directory.path_of(found.parent))
            view.above += (view.above.empty() ? "" : " › ") + part.name;
        view.workflow = workflow_of(reach_of(from, standpoint_of(desk.office, found.id, today)));
        list.items.push_back(std::move(view));
    }
    return list;
}

Result<OneTransferView> arrive(const Transfers& desk, Call& call, const ArrivalBody& body)
{
    Arrival arrival;
    arrival.organization = body.organization;
    arrival.branch = body.branch;
    auto& is = arrival.values;
    is.name = body.name.value;
    is.category = body.category.value;
    is.ethnicity = body.ethnicity ? body.ethnicity->value : "";
    is.education = body.education ? body.education->value : "";
    is.occupation = body.occupation ? body.occupation->value : "";
    is.joined_on = body.joined_on;
    is.full_on = body.full_on;
    arrival.contact.id_number = body.id_number.value;
    if (body.phone) arrival.contact.phone = body.phone->value;
    const auto id = TRY(keep_arrival(desk.office, call.tx(), *call.actor, arrival));
    engine::Starting starting{"transfer.in_by_letter", body.organization, id.value, {}};
    starting.first.action = "submit";
    auto& form = starting.first.form;
    const auto say = [&](const char* field, const std::string& value) { form.set(field, policy::Value(value)); };
    say("entry", body.entry.value);
    say("letter_no", body.letter_no.value);
    say("from_unit", body.from_unit.value);
    say("letter_until", body.letter_until.str());
    say("dues_until", body.dues_until.str());
    say("branch", body.branch.str());
    policy::Value::List scans;
    for (const auto scan : body.letter_scan) scans.push_back(policy::Value(scan.str()));
    if (!scans.empty()) form.set("letter_scan", policy::Value(std::move(scans)));
    const auto row = TRY(engine::start(desk.cases, call.tx(), *call.actor, starting));
    const auto line = TRY(transfer_line(desk.office, desk.cases, call.tx(), *call.actor, row.id));
    return view_of<OneTransferView>(desk, call.tx(), line);
}

/// Where whoever holds the paper finds the page: the address under which this installation was asked.
std::string address_of(const http::Request& request)
{
    const auto host = request.header("Host");
    const bool plain = !host.empty() && host.size() < 256 && std::ranges::all_of(host, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == ':' ||
               c == '-' || c == '[' || c == ']';
    });
    const std::string page = "/public/letters/";
    return plain ? (request.secure ? "https://" : "http://") + std::string(host) + page : page;
}

Result<http::Response> letter_file(const Transfers& desk, Call& call, const LetterFileQuery& query)
{
    const auto format = query.format.value_or("pdf");
    if (format != "pdf" && format != "docx") return bad_field("format", "input.not_one_of", {}, "pdf, docx");
    auto file = TRY(desk.documents.letter(*call.actor, TRY(call.path_id<CaseTag>("case")), address_of(call.request),
                                          format == "pdf" ? Format::pdf : Format::docx));
    return engine::file_response({std::move(file.name), std::move(file.type), std::move(file.bytes)});
}

/// Nobody learns more than the paper says, and nothing at all without it.
Result<LetterCheckView> check_letter(Transfers& desk, Call& call)
{
    TRY(desk.limit.count(call.request.remote, desk.office.clock.now(), desk.per_minute()));
    const auto letter = store::letter_with_code(call.tx(), call.path_text("code"));
    const auto today = desk.office.clock.today();
    const auto state = letter ? letter_state(letter->issued_on, letter->valid_until, letter->state == "received",
                                             letter->state == "recalled", today)
                              : LetterState::invalid;
    LetterCheckView view{std::string(code_of(state)), {}};
    if (state == LetterState::invalid) return view;
    const auto paper = printed_of(desk.office, *letter);
    view.printed = PrintedLetterView{paper.number,
                                     paper.name,
                                     paper.sex,
                                     paper.age,
                                     paper.ethnicity,
                                     paper.category,
                                     mask(SealedField::id_number, paper.id_number),
                                     paper.from,
                                     paper.issuer,
                                     paper.to,
                                     paper.addressee,
                                     paper.dues_until,
                                     paper.issued_on,
                                     paper.valid_until,
                                     paper.contact};
    return view;
}

}  // namespace

std::vector<http::Endpoint> transfer_endpoints(Transfers& desk)
{
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(
        http::get<TransferQuery>("/api/transfers",
                                 {"list_transfers",
                                  "Transfers that leave, or that come, the newest first [REL-15 – REL-19]",
                                  "team",
                                  Access::permission_to("member.read"),
                                  {"organization.not_found"}},
                                 [&desk](Call& call, TransferQuery query) { return list(desk, call, query); }));
    endpoints.push_back(http::get<ReceiverQuery>(
        "/api/transfers/receivers",
        {"find_receivers",
         "Organisations of the whole installation to which a member of `from` may go, and by which way", "team",
         Access::permission_to("member.change")},
        [&desk](Call& call, ReceiverQuery query) { return receivers(desk, call, query); }));
    endpoints.push_back(http::get<NoQuery>(
        "/api/transfers/{case}",
        {"read_transfer",
         "One transfer, with what the new side may know of who comes",
         "team",
         Access::permission_to("member.read"),
         {"case.not_found"}},
        [&desk](Call& call, NoQuery) { return one(desk, call); }, http::Runs::write));
    endpoints.push_back(http::post<ArrivalBody>(
        "/api/transfers/arrivals",
        {"begin_arrival",
         "Somebody arrives with a letter from outside: the letter is checked, the branch receives [REL-19]",
         "team",
         Access::permission_to("member.change"),
         {"member.id_number_known", "transfer.letter_expired", "transfer.other_committee", "case.not_startable_here"}},
        [&desk](Call& call, ArrivalBody body) { return arrive(desk, call, body); }));
    endpoints.push_back(http::get<LetterFileQuery>(
        "/api/transfers/{case}/letter",
        {"make_letter",
         "The letter of a transfer as PDF or .docx, with the code by which anybody may check it [REL-07, REL-09]",
         "team",
         Access::signed_in(),
         {"transfer.no_letter", "document.unknown", "document.too_large"}},
        [&desk](Call& call, LetterFileQuery query) { return letter_file(desk, call, query); }, http::Runs::blocking));
    endpoints.push_back(
        http::get<NoQuery>("/api/public/letters/{code}",
                           {"check_letter",
                            "Is this letter valid? Tells what is printed on it, and nothing to who does not have it",
                            "team",
                            Access::everyone(),
                            {"public.too_many_requests"}},
                           [&desk](Call& call, NoQuery) { return check_letter(desk, call); }));
    return endpoints;
}

Transfers::Transfers(db::Database& d, const Office& o, const engine::CaseOffice& c, platform::Jobs& j,
                     const platform::document::Library& library, std::function<std::int64_t()> requests_per_minute)
    : database(d), office(o), cases(c), jobs(j), documents(d, o, c, library), per_minute(std::move(requests_per_minute))
{
}

void Transfers::add_jobs() { jobs.add_kind(bulk_job(office, cases)); }

std::vector<http::Endpoint> Transfers::endpoints()
{
    std::vector<http::Endpoint> all;
    for (auto* make : {&transfer_endpoints, &bulk_transfer_endpoints, &mobile_endpoints})
        for (auto& endpoint : (*make)(*this)) all.push_back(std::move(endpoint));
    return all;
}

}  // namespace jishi::team
