package dev.atelier.rest.console;

import dev.atelier.application.checkpoint.CheckpointSharing;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.Checkpoint;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The part of a form that has who may use a model.
 *
 * @param roles their names, one on each line
 * @param users as above
 */
record AccessFields(String roles, String users, boolean everyone) {

    private static final String ROLES = "roles";
    private static final String USERS = "users";
    private static final String EVERYONE = "everyone";

    /** Those of a model that is new. */
    static final AccessFields EMPTY = new AccessFields("", "", false);

    /** Those of a model as it is. */
    static AccessFields of(Checkpoint checkpoint) {
        return new AccessFields(
                names(checkpoint, Principal.Kind.ROLE),
                names(checkpoint, Principal.Kind.USER),
                checkpoint.allowedRolesOrUsers().contains(Principal.EVERYONE));
    }

    private static String names(Checkpoint checkpoint, Principal.Kind kind) {
        return checkpoint.allowedRolesOrUsers().stream()
                .filter(each -> each.kind() == kind)
                .map(Principal::name)
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    /**
     * Who is asked for; with no names the creator alone.
     *
     * @throws dev.atelier.domain.InvalidRequestException if a name is none, or there are some beside everyone
     */
    static CheckpointSharing sharing(FormFields form) {
        return new CheckpointSharing(
                form.lines(ROLES).stream().map(RoleName::new).collect(Collectors.toSet()),
                form.lines(USERS).stream().map(UserName::new).collect(Collectors.toSet()),
                form.isChecked(EVERYONE));
    }

    /** As above, but empty where the form has nothing: then a new model is open to the roles of its creator. */
    static Optional<CheckpointSharing> ofNew(FormFields form) {
        return Optional.of(sharing(form))
                .filter(asked -> asked.everyone()
                        || !asked.roles().isEmpty()
                        || !asked.users().isEmpty());
    }
}
