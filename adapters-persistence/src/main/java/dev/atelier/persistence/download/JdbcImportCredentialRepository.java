package dev.atelier.persistence.download;

import dev.atelier.application.checkpoint.ImportCredentialRepository;
import dev.atelier.domain.CapacityExceededException;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.ImportCredential;
import dev.atelier.domain.checkpoint.ImportSecret;
import dev.atelier.persistence.TransactionTemplate;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Credentials, in {@code import_credential}. */
@Singleton
public final class JdbcImportCredentialRepository implements ImportCredentialRepository {

    /** How exact the time of the last use is. */
    private static final Duration RESOLUTION = Duration.ofMinutes(1);

    private static final int TRIES = 10;

    private final ImportCredentialDao rows;
    private final SecretCipher cipher;
    private final TransactionTemplate transactionTemplate;

    JdbcImportCredentialRepository(
            ImportCredentialDao rows, SecretCipher cipher, TransactionTemplate transactionTemplate) {
        this.rows = rows;
        this.cipher = cipher;
        this.transactionTemplate = transactionTemplate;
    }

    @Override
    public void save(ImportCredential credential, ImportSecret secret, int most) {
        String owner = owner(credential);
        String encrypted = cipher.encrypt(secret.value(), context(credential));
        transactionTemplate.executeDurably(() -> {
            rows.lock(owner);
            rows.replace(owner, credential.host());
            int others = rows.count(owner);
            if (others >= most) {
                throw new CapacityExceededException("there are secrets for " + others + " other hosts, and at most "
                        + most + " are allowed (atelier.import.credentials-per-user); delete one first");
            }
            int tries = 0;
            while (insert(credential, owner, encrypted) == 0) {
                // No user was locked, as it is for all, and another was set meanwhile.
                if (++tries == TRIES) {
                    throw new CapacityExceededException(
                            "the secret for " + credential.host() + " is being set by others; try again later");
                }
                rows.replace(owner, credential.host());
            }
            return owner;
        });
    }

    private int insert(ImportCredential credential, String owner, String encrypted) {
        return rows.insert(
                credential.id(),
                credential.host(),
                credential.owner().map(UserName::value).orElse(null),
                owner,
                credential.kind().name(),
                credential.parameter(),
                encrypted,
                credential.created());
    }

    /** The column {@code owner_key}. */
    private static String owner(ImportCredential credential) {
        return credential.owner().map(UserName::value).orElse("");
    }

    /** A secret that was moved to another row is of no use there. */
    private static String context(ImportCredential credential) {
        return String.join(
                "\n", credential.host(), owner(credential), credential.kind().name(), credential.parameter());
    }

    @Override
    public List<ImportCredential> of(UserName user) {
        return rows.of(user.value()).stream()
                .map(ImportCredentialEntity::toCredential)
                .toList();
    }

    @Override
    public Optional<ImportCredential> find(UUID id) {
        return rows.findById(id).map(ImportCredentialEntity::toCredential);
    }

    @Override
    public void delete(UUID id) {
        transactionTemplate.executeDurably(() -> rows.delete(id));
    }

    @Override
    public Optional<Usable> usable(String host, UserName user) {
        return rows.usable(host, user.value()).stream().findFirst().map(row -> {
            ImportCredential credential = row.toCredential();
            String secret = cipher.decrypt(row.secret(), context(credential), "the secret for " + credential.host());
            return new Usable(credential, new ImportSecret(secret));
        });
    }

    @Override
    public void markUsed(UUID id, Instant time) {
        transactionTemplate.execute(() -> rows.markUsed(id, time, time.minus(RESOLUTION)));
    }
}
