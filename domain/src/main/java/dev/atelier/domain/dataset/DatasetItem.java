package dev.atelier.domain.dataset;

import java.util.Map;

/**
 * One file of a dataset.
 *
 * @param file the client's name of the file; unique in its dataset
 * @param name the display name
 * @param type the client's own type ({@code image}, {@code png})
 * @param params pass-through metadata of the client
 * @param status Initialed until its file has arrived, then its dataset's
 */
public record DatasetItem(
        DatasetFileName file, String name, String type, Map<String, Object> params, DatasetStatus status) {

    /** The item with the dataset's status, once its file has arrived. */
    public DatasetItem as(DatasetStatus next) {
        return new DatasetItem(file, name, type, params, next);
    }
}
