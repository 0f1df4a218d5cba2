package dev.atelier.application.checkpoint;

import dev.atelier.application.IdGenerator;
import dev.atelier.application.UseCase;
import dev.atelier.application.audit.Audit;
import dev.atelier.application.audit.AuditAction;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.checkpoint.ImportCredential;
import dev.atelier.domain.checkpoint.ImportSecret;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Lists, sets and deletes the secrets for imports from hosts: the caller's own, and those for all users. A secret is never shown. */
@UseCase
public class ManageImportCredentials {

    private final ImportCredentialRepository credentials;
    private final ImportPolicy policy;
    private final IdGenerator ids;
    private final Clock clock;
    private final Audit audit;

    public ManageImportCredentials(
            ImportCredentialRepository credentials, ImportPolicy policy, IdGenerator ids, Clock clock, Audit audit) {
        this.credentials = credentials;
        this.policy = policy;
        this.ids = ids;
        this.clock = clock;
        this.audit = audit;
    }

    /**
     * A secret for a host.
     *
     * @param parameter the query parameter that has it; empty unless the kind is that
     * @param forAll whether it is for the imports of all users, which takes {@code user:all}
     */
    public record Command(
            String host, ImportCredential.Kind kind, String parameter, ImportSecret secret, boolean forAll) {}

    /** Those for the caller's imports, by host. */
    public List<ImportCredential> list(Caller caller) {
        caller.require(ResourceType.CHECKPOINT, Action.CREATE);
        return credentials.of(caller.name());
    }

    /** Sets a secret, in place of the one that the host had. */
    public ImportCredential set(Caller caller, Command command) {
        caller.require(ResourceType.CHECKPOINT, Action.CREATE);
        if (command.forAll()) {
            caller.require(ResourceType.USER, Action.ALL);
        }
        ImportCredential credential = new ImportCredential(
                ids.next(),
                ImportCredential.parseHost(command.host()),
                command.forAll() ? Optional.empty() : Optional.of(caller.name()),
                command.kind(),
                command.parameter(),
                clock.instant(),
                Optional.empty());
        audit.change(
                caller,
                AuditAction.CREDENTIAL_SET.on(credential.id(), words(credential)),
                () -> credentials.save(credential, command.secret(), policy.credentials()));
        return credential;
    }

    public void delete(Caller caller, UUID id) {
        caller.require(ResourceType.CHECKPOINT, Action.CREATE);
        ImportCredential credential = credentials
                .find(id)
                .filter(found -> found.owner().map(caller.name()::equals).orElse(true) || caller.isAdministrator())
                .orElseThrow(() -> new NotFoundException("credential with id " + id + " not found"));
        if (credential.owner().isEmpty()) {
            caller.require(ResourceType.USER, Action.ALL);
        }
        audit.change(caller, AuditAction.CREDENTIAL_DELETE.on(id, words(credential)), () -> credentials.delete(id));
    }

    private static String words(ImportCredential credential) {
        return credential.kind().word() + " for " + credential.host() + ", of "
                + credential.owner().map(owner -> "user " + owner).orElse("all users");
    }
}
