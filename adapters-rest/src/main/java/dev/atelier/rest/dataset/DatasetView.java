package dev.atelier.rest.dataset;

import dev.atelier.application.dataset.GetDataset;
import dev.atelier.domain.dataset.Dataset;
import dev.atelier.rest.envelope.TimestampFormat;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A dataset in responses. The client's params are beside the documented fields, and never replace them. */
final class DatasetView {

    private DatasetView() {}

    /** As in lists. */
    static Map<String, Object> of(Dataset dataset) {
        Map<String, Object> view = new LinkedHashMap<>(dataset.params());
        view.put("dataset_name", dataset.name().value());
        view.put("datasetName", dataset.name().value());
        view.put("prefix", dataset.prefix());
        view.put("s3", dataset.location().toString());
        view.put("status", dataset.status().word());
        view.put("timestamp", TimestampFormat.seconds(dataset.created()));
        return view;
    }

    /** With its items. */
    static Map<String, Object> of(GetDataset.Details details, Function<URI, String> links) {
        List<Map<String, Object>> items =
                details.items().stream().map(item -> item(item, links)).toList();
        Map<String, Object> view = of(details.dataset());
        view.put("data", items);
        return view;
    }

    private static Map<String, Object> item(GetDataset.Preview preview, Function<URI, String> links) {
        Map<String, Object> view = new LinkedHashMap<>(preview.item().params());
        view.put("original_file_name", preview.item().file().value());
        view.put("key", preview.item().file().value());
        view.put("name", preview.item().name());
        view.put("type", preview.item().type());
        view.put("preview_url", links.apply(preview.url()));
        view.put("dataStatus", preview.item().status().word());
        return view;
    }
}
