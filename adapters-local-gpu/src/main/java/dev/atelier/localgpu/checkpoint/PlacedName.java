package dev.atelier.localgpu.checkpoint;

import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.inference.ModelReference;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a file that this service placed on a node, as the node lists it: with the folder of its checkpoint. No other
 * file of the node has that name, and a new checkpoint under an old name has another: nodes take the file at a path that
 * they have loaded for the same weights.
 */
public final class PlacedName {

    private static final String PREFIX = "atelier-";

    private static final Pattern PATH = Pattern.compile("(?:.*[/\\\\])?(" + PREFIX
            + "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})[/\\\\]([^/\\\\]+)");

    private PlacedName() {}

    /** The name under which the stored model is placed. */
    public static String of(ModelReference model) {
        return folder(model.checkpoint()) + "/" + model.name();
    }

    /** The name of the file at that path of a node; empty if it was not placed by this service. */
    public static Optional<String> at(String path) {
        Matcher placed = PATH.matcher(path);
        return placed.matches() ? Optional.of(placed.group(1) + "/" + placed.group(2)) : Optional.empty();
    }

    static String folder(CheckpointId checkpoint) {
        return PREFIX + checkpoint;
    }
}
