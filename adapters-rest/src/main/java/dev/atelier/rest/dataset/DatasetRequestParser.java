package dev.atelier.rest.dataset;

import dev.atelier.application.dataset.CreateDataset;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.dataset.DatasetFileName;
import dev.atelier.domain.dataset.DatasetName;
import dev.atelier.domain.dataset.DatasetStatus;
import dev.atelier.rest.JsonObjectReader;
import dev.atelier.rest.QueryParameters;
import dev.atelier.rest.envelope.PathParameters;
import java.util.List;
import java.util.function.UnaryOperator;

/** Parses requests for datasets. */
public final class DatasetRequestParser {

    private static final String PARAMS = "params";

    /** The maximum size of a file's params: a dataset has up to a thousand files, which are returned at once. */
    private static final int LARGEST_PARAMS_OF_A_FILE = 4 << 10;

    private DatasetRequestParser() {}

    static CreateDataset.Command create(JsonObjectReader body) {
        return create(body, UnaryOperator.identity());
    }

    /** @param place converts the client's name of a file to its path in the dataset's folder */
    public static CreateDataset.Command create(JsonObjectReader body, UnaryOperator<String> place) {
        body.require("dataset_name", "content");
        return new CreateDataset.Command(
                new DatasetName(body.nonEmptyText("dataset_name")),
                body.optionalString("prefix")
                        .map(DatasetRequestParser::withoutOuterSlashes)
                        .orElse(""),
                body.objects("content").stream()
                        .map(file -> content(file, place))
                        .toList(),
                body.optionalObject(PARAMS).passThrough());
    }

    private static CreateDataset.Content content(JsonObjectReader file, UnaryOperator<String> place) {
        String name = file.nonEmptyText("filename");
        return new CreateDataset.Content(
                new DatasetFileName(place.apply(name)),
                file.optionalString("name").orElse(name),
                file.optionalString("type").orElse(""),
                file.optionalObject(PARAMS).passThrough(LARGEST_PARAMS_OF_A_FILE));
    }

    /** Folders may be written {@code a/b}, {@code /a/b} and {@code a/b/}. */
    private static String withoutOuterSlashes(String folder) {
        return folder.replaceFirst("^/", "").replaceFirst("/$", "");
    }

    public static List<DatasetStatus> statuses(QueryParameters queryParameters) {
        return queryParameters.list("dataset_status").stream()
                .map(DatasetStatus::of)
                .toList();
    }

    public static DatasetStatus status(JsonObjectReader body) {
        return DatasetStatus.of(body.nonEmptyText("status"));
    }

    /** The name in a path; a malformed one is not found. */
    public static DatasetName name(String text) {
        try {
            return new DatasetName(text);
        } catch (InvalidRequestException e) {
            throw new NotFoundException("dataset " + PathParameters.shown(text) + " is not found");
        }
    }

    static List<DatasetName> names(JsonObjectReader body) {
        return body.strings("dataset_name_list").stream().map(DatasetName::new).toList();
    }
}
