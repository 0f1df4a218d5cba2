package dev.atelier.domain.dataset;

import java.util.Map;

/**
 * One file of a dataset.
 *
 * @param file what the client calls the file; tells it from the others of its dataset
 * @param name how it is shown
 * @param type what it is, in the client's own words ({@code image}, {@code png})
 * @param params what the client said about it, carried along unread
 * @param status Initialed until it is known to have arrived, then its dataset's
 */
public record DatasetItem(
        DatasetFileName file, String name, String type, Map<String, Object> params, DatasetStatus status) {

    /** The item once its file has arrived and its dataset has this status. */
    public DatasetItem as(DatasetStatus next) {
        return new DatasetItem(file, name, type, params, next);
    }
}
