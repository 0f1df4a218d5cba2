package dev.atelier.application.testing;

import dev.atelier.application.checkpoint.ImportCredentialRepository;
import dev.atelier.domain.CapacityExceededException;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.ImportCredential;
import dev.atelier.domain.checkpoint.ImportSecret;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Credentials in memory. */
public class InMemoryImportCredentialRepository implements ImportCredentialRepository {

    private final Map<UUID, Usable> rows = new LinkedHashMap<>();

    @Override
    public synchronized void save(ImportCredential credential, ImportSecret secret, int most) {
        rows.values()
                .removeIf(row -> row.credential().host().equals(credential.host())
                        && row.credential().owner().equals(credential.owner()));
        long others = rows.values().stream()
                .filter(row -> row.credential().owner().equals(credential.owner()))
                .count();
        if (others >= most) {
            throw new CapacityExceededException("there are " + others + " credentials");
        }
        rows.put(credential.id(), new Usable(credential, secret));
    }

    @Override
    public synchronized List<ImportCredential> of(UserName user) {
        return rows.values().stream()
                .map(Usable::credential)
                .filter(credential -> credential.owner().map(user::equals).orElse(true))
                .sorted(Comparator.comparing(ImportCredential::host)
                        .thenComparing(credential -> credential.owner().isPresent()))
                .toList();
    }

    @Override
    public synchronized Optional<ImportCredential> find(UUID id) {
        return Optional.ofNullable(rows.get(id)).map(Usable::credential);
    }

    @Override
    public synchronized void delete(UUID id) {
        rows.remove(id);
    }

    @Override
    public synchronized Optional<Usable> usable(String host, UserName user) {
        return rows.values().stream()
                .filter(row -> row.credential().host().equals(host))
                .filter(row -> row.credential().owner().map(user::equals).orElse(true))
                .min(Comparator.comparing(row -> row.credential().owner().isEmpty()));
    }

    @Override
    public synchronized void markUsed(UUID id, Instant time) {
        rows.computeIfPresent(id, (key, row) -> {
            ImportCredential used = row.credential();
            return new Usable(
                    new ImportCredential(
                            id,
                            used.host(),
                            used.owner(),
                            used.kind(),
                            used.parameter(),
                            used.created(),
                            Optional.of(time)),
                    row.secret());
        });
    }
}
