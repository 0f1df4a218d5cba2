package dev.atelier.rest.checkpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.checkpoint.Checkpoint;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;

/**
 * Who may use a checkpoint beside administrators.
 *
 * @param roles the holders of these roles
 * @param users these users, with its creator
 * @param everyone whether all users may
 */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record SharedCheckpointView(String id, List<String> roles, List<String> users, boolean everyone) {

    static SharedCheckpointView of(Checkpoint checkpoint) {
        return new SharedCheckpointView(
                checkpoint.id().toString(),
                names(checkpoint, Principal.Kind.ROLE),
                names(checkpoint, Principal.Kind.USER),
                checkpoint.allowedRolesOrUsers().contains(Principal.EVERYONE));
    }

    private static List<String> names(Checkpoint checkpoint, Principal.Kind kind) {
        return checkpoint.allowedRolesOrUsers().stream()
                .filter(principal -> principal.kind() == kind)
                .map(Principal::name)
                .sorted()
                .toList();
    }
}
