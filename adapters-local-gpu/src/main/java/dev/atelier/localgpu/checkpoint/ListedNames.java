package dev.atelier.localgpu.checkpoint;

import dev.atelier.application.checkpoint.SyncNodeCheckpoints.NodeModel;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointType;
import java.util.EnumSet;
import java.util.Set;

/** The names under which WebUI lists installed files. */
final class ListedNames {

    /** Nodes list the others with their paths. */
    private static final Set<CheckpointType> BY_NAME =
            EnumSet.of(CheckpointType.EMBEDDINGS, CheckpointType.CONTROL_NET);

    private ListedNames() {}

    static boolean isByName(CheckpointType type) {
        return BY_NAME.contains(type);
    }

    static boolean isByName(Placement placement) {
        return placement.checkpoint().isEmpty() || isByName(placement.type());
    }

    /** Both names that WebUI may use for a file that it lists by name. */
    static Set<NodeModel> of(Placement placement) {
        CheckpointFileName name = placement.name();
        return name.stem().equals(name.value())
                ? Set.of(new NodeModel(placement.type(), name))
                : Set.of(new NodeModel(placement.type(), name), new NodeModel(placement.type(), stem(name)));
    }

    /** Whether the installed file is among the names that a node lists. */
    static boolean isListed(Placement placement, Set<String> names) {
        return isByName(placement) ? isListed(placement.name(), names) : names.contains(withFolder(placement));
    }

    /** Whether a file of this name is among those that a node lists, in whatever folder it is. */
    static boolean isListed(CheckpointFileName name, Set<String> names) {
        return names.contains(name.value()) || names.contains(name.stem());
    }

    private static String withFolder(Placement placement) {
        return placement.checkpoint().map(id -> PlacedName.folder(id) + "/").orElse("") + placement.name();
    }

    /** WebUI lists embeddings, and some others, without the file extension. */
    private static CheckpointFileName stem(CheckpointFileName name) {
        return new CheckpointFileName(name.stem());
    }
}
