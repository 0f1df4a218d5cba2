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
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** Parses requests for datasets. */
public final class DatasetRequestParser {

    private DatasetRequestParser() {}

    static CreateDataset.Command create(JsonObjectReader body) {
        return create(body, UnaryOperator.identity());
    }

    /** @param place converts the client's name of a file to its path in the dataset's folder */
    public static CreateDataset.Command create(JsonObjectReader body, UnaryOperator<String> place) {
        DatasetSchemas.NewDataset dataset = body.as(DatasetSchemas.NewDataset.class);
        return new CreateDataset.Command(
                new DatasetName(dataset.datasetName()),
                folder(Objects.requireNonNullElse(dataset.prefix(), "")),
                dataset.content().stream().map(file -> content(file, place)).toList(),
                Objects.requireNonNullElse(dataset.params(), Map.of()));
    }

    private static CreateDataset.Content content(DatasetSchemas.NewItem file, UnaryOperator<String> place) {
        return new CreateDataset.Content(
                new DatasetFileName(place.apply(file.filename())),
                Objects.requireNonNullElse(file.name(), file.filename()),
                Objects.requireNonNullElse(file.type(), ""),
                Objects.requireNonNullElse(file.params(), Map.of()));
    }

    /** Folders may be written {@code a/b}, {@code /a/b} and {@code a/b/}. */
    public static String folder(String folder) {
        return folder.replaceFirst("^/", "").replaceFirst("/$", "");
    }

    public static List<DatasetStatus> statuses(QueryParameters queryParameters) {
        return queryParameters.list("dataset_status").stream()
                .map(DatasetStatus::of)
                .toList();
    }

    static DatasetStatus status(JsonObjectReader body) {
        return DatasetStatus.of(body.as(DatasetSchemas.DatasetChange.class).status());
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
        return body.as(DatasetSchemas.DatasetNames.class).datasetNames().stream()
                .map(DatasetName::new)
                .toList();
    }
}
