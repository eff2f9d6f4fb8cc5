#include "organization/document_routes.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.hpp"
#include "engine/import_routes.hpp"

namespace jishi::organization {

struct DocumentFieldView {
    std::string code;
    std::string name;
    std::string name_en;
    std::string kind;
    std::optional<std::vector<DocumentFieldView>> fields;  // of each item of a list
};
BOOST_DESCRIBE_STRUCT(DocumentFieldView, (), (code, name, name_en, kind, fields))

struct DocumentView {
    std::string code;
    std::string name;
    std::string name_en;
    std::string group;
    std::string retention;
    std::string rule;
    std::string source;
    std::vector<DocumentFieldView> asked;
};
BOOST_DESCRIBE_STRUCT(DocumentView, (), (code, name, name_en, group, retention, rule, source, asked))

struct DocumentList {
    std::vector<DocumentView> items;
};
BOOST_DESCRIBE_STRUCT(DocumentList, (), (items))

struct DocumentQuery {
    std::optional<std::string> format;
};
BOOST_DESCRIBE_STRUCT(DocumentQuery, (), (format))

struct DocumentsBody {
    std::vector<std::string> documents;
    std::string format;
    std::optional<http::AnyJson> values;
};
BOOST_DESCRIBE_STRUCT(DocumentsBody, (), (documents, format, values))

namespace {

namespace json = http::json;
using http::Access;
using http::Call;
using http::NoQuery;
using http::Response;
using platform::document::Field;
using platform::document::Fields;
using platform::document::Format;
using platform::document::Value;
using Kind = Value::Kind;

constexpr std::size_t text_max = 4'000;  // characters
constexpr std::size_t items_max = 2'000;
constexpr std::size_t documents_max = 50;

std::string_view code_of(Kind kind)
{
    switch (kind) {
        case Kind::day: return "date";
        case Kind::number: return "number";
        case Kind::money: return "money";
        case Kind::flag: return "flag";
        case Kind::list: return "list";
        case Kind::record: return "record";
        default: return "text";
    }
}

std::vector<DocumentFieldView> views_of(const Fields& fields)
{
    std::vector<DocumentFieldView> views;
    for (const auto& field : fields) {
        DocumentFieldView view{field.code, field.name, field.name_en, std::string(code_of(field.kind)), {}};
        if (!field.fields.empty()) view.fields = views_of(field.fields);
        views.push_back(std::move(view));
    }
    return views;
}

DocumentView view_of(const OfferedDocument& offered)
{
    const auto& known = offered.known;
    return {known.code,      known.name, known.name_en, known.group,
            known.retention, known.rule, known.source,  views_of(offered.asked)};
}

/// What was given, as the fields say; every fault is named by its place.
class ValuesReader {
public:
    Value read_record(const json::value& given, const Fields& fields, const std::string& path)
    {
        Value record = Value::record();
        if (!given.is_object()) return fault(path, "input.expected_object"), record;
        for (const auto& [name, value] : given.get_object()) {
            const auto place = path + "/" + std::string(name);
            const auto field = std::ranges::find(fields, std::string_view(name), &Field::code);
            if (field == fields.end()) fault(place, "input.unknown_field");
            else if (!value.is_null()) record.set(field->code, read(value, *field, place));
        }
        return record;
    }

    std::vector<FieldError> errors;

private:
    void fault(const std::string& place, std::string code, std::string detail = {})
    {
        errors.push_back({place, std::move(code), std::move(detail)});
    }

    Value read(const json::value& given, const Field& field, const std::string& place)
    {
        switch (field.kind) {
            case Kind::day: return read_day(given, place);
            case Kind::number:
            case Kind::money:
                if (!given.is_int64()) return fault(place, "input.expected_integer"), Value();
                return field.kind == Kind::number ? Value(given.get_int64())
                                                  : Value(platform::document::Money{given.get_int64()});
            case Kind::flag:
                if (!given.is_bool()) return fault(place, "input.expected_boolean"), Value();
                return Value(given.get_bool());
            case Kind::list: return read_list(given, field, place);
            case Kind::record: return read_record(given, field.fields, place);
            default: return read_text(given, place);
        }
    }

    Value read_text(const json::value& given, const std::string& place)
    {
        if (!given.is_string()) return fault(place, "input.expected_text"), Value();
        auto text = clean_text(std::string_view(given.get_string()), {.multiline = true});
        if (!text) return fault(place, text.error().code), Value();
        if (length_of(*text) > text_max) return fault(place, "input.too_long", std::to_string(text_max)), Value();
        return Value(std::move(*text));
    }

    Value read_day(const json::value& given, const std::string& place)
    {
        const auto day = given.is_string() ? Date::parse(std::string_view(given.get_string())) : std::nullopt;
        return day ? Value(*day) : (fault(place, "input.expected_date"), Value());
    }

    Value read_list(const json::value& given, const Field& field, const std::string& place)
    {
        if (!given.is_array()) return fault(place, "input.expected_array"), Value();
        const auto& items = given.get_array();
        if (items.size() > items_max) return fault(place, "input.too_many_items", std::to_string(items_max)), Value();
        Value::List list;
        for (std::size_t i = 0; i < items.size(); ++i) {
            const auto at = fmt::format("{}/{}", place, i);
            list.push_back(field.fields.empty() ? read_text(items[i], at) : read_record(items[i], field.fields, at));
        }
        return Value(std::move(list));
    }
};

Result<Format> format_of(const std::string& code)
{
    if (code == "docx") return Format::docx;
    if (code == "pdf") return Format::pdf;
    return bad_field("format", "input.not_one_of", {}, "docx, pdf");
}

/// The file, and how many values it lacks: whoever takes it is told.
Response response_of(platform::document::File&& file)
{
    auto response = engine::file_response({std::move(file.name), std::move(file.type), std::move(file.bytes)});
    response.headers.emplace_back("Jishi-Blanks", std::to_string(file.blanks.size()));
    return response;
}

Result<DocumentOrder> order_of(const Documents& documents, const DocumentsBody& body)
{
    if (body.documents.empty()) return bad_field("documents", "input.required");
    if (body.documents.size() > documents_max)
        return bad_field("documents", "input.too_many_items", {}, std::to_string(documents_max));
    const auto format = TRY(format_of(body.format));
    DocumentOrder order{body.documents, format, {}};
    if (!body.values) return order;
    ValuesReader reader;
    order.given = reader.read_record(body.values->value, documents.fields(), "values");
    if (!reader.errors.empty())
        return std::unexpected(Error{ErrorKind::invalid_input, "input.invalid", {}, {}, std::move(reader.errors)});
    return order;
}

}  // namespace

std::vector<http::Endpoint> document_endpoints(const Documents& documents)
{
    const auto allowed = Access::permission_to("organization.export");
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(http::get<NoQuery>(
        "/api/organizations/{id}/documents",
        {"list_organization_documents",
         "The documents that can be made for an organisation, and what each asks for besides what the registry knows",
         "organization",
         allowed,
         {"organization.not_found"}},
        [&documents](Call& call, NoQuery) -> Result<DocumentList> {
            DocumentList list;
            for (const auto& one : TRY(documents.offered(*call.actor, TRY(call.path_id<OrganizationTag>("id")))))
                list.items.push_back(view_of(one));
            return list;
        },
        http::Runs::blocking));
    endpoints.push_back(http::get<DocumentQuery>(
        "/api/organizations/{id}/documents/{code}",
        {"make_organization_document",
         "One document of what the registry knows, as .docx or PDF; the header Jishi-Blanks counts the values that it "
         "lacks",
         "organization",
         allowed,
         {"organization.not_found", "document.unknown", "document.too_large"}},
        [&documents](Call& call, DocumentQuery query) -> Result<Response> {
            const auto format = TRY(format_of(query.format.value_or("docx")));
            const DocumentOrder order{{std::string(call.path_text("code"))}, format, {}};
            return response_of(TRY(documents.make(*call.actor, TRY(call.path_id<OrganizationTag>("id")), order)));
        },
        http::Runs::blocking));
    endpoints.push_back(http::post<DocumentsBody>(
        "/api/organizations/{id}/documents",
        {"make_organization_documents",
         "A set of documents filled with one entry: one .docx, a .zip of several, or one PDF",
         "organization",
         allowed,
         {"organization.not_found", "document.unknown", "document.too_large"}},
        [&documents](Call& call, DocumentsBody body) -> Result<Response> {
            const auto id = TRY(call.path_id<OrganizationTag>("id"));
            return response_of(TRY(documents.make(*call.actor, id, TRY(order_of(documents, body)))));
        },
        http::Runs::blocking));
    return endpoints;
}

}  // namespace jishi::organization
