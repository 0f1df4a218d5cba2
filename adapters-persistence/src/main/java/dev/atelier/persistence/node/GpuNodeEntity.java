package dev.atelier.persistence.node;

import dev.atelier.application.compute.NodeDefinition;
import dev.atelier.application.node.AddedNode;
import dev.atelier.domain.access.UserName;
import dev.atelier.persistence.NullableUtcTimestamp;
import dev.atelier.persistence.UtcTimestamp;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The row of a node that was added. */
@MappedEntity("gpu_node")
record GpuNodeEntity(
        @Id String name,
        String url,
        String instanceTypes,
        @Nullable String modelsDir,
        String userName,
        @UtcTimestamp Instant added,
        UUID version,
        @NullableUtcTimestamp Instant removed) {

    private static final String BETWEEN = "\n";

    static String column(List<String> instanceTypes) {
        return String.join(BETWEEN, instanceTypes);
    }

    AddedNode toNode() {
        return new AddedNode(
                name,
                new NodeDefinition(
                        url,
                        instanceTypes.isEmpty() ? List.of() : List.of(instanceTypes.split(BETWEEN)),
                        Optional.ofNullable(modelsDir)),
                new UserName(userName),
                version,
                removed != null);
    }
}
