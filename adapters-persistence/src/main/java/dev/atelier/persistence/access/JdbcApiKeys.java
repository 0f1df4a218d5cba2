package dev.atelier.persistence.access;

import dev.atelier.application.access.ApiKey;
import dev.atelier.application.access.ApiKeys;
import dev.atelier.domain.InvalidRequest;
import dev.atelier.domain.Text;
import dev.atelier.persistence.Transactions;
import jakarta.inject.Singleton;
import java.util.Optional;

/** The hashes of the keys, in {@code api_key}. */
@Singleton
public final class JdbcApiKeys implements ApiKeys {

    private final ApiKeyRows rows;
    private final Transactions transactions;

    JdbcApiKeys(ApiKeyRows rows, Transactions transactions) {
        this.rows = rows;
        this.transactions = transactions;
    }

    @Override
    public Optional<ApiKey> find(String hash) {
        return rows.findByHash(hash).map(ApiKeyRow::toKey);
    }

    @Override
    public void save(ApiKey key) {
        transactions.write(() -> {
            String user = key.user().value();
            boolean saved =
                    rows.insert(key.name(), key.hash(), user) > 0 || rows.update(key.name(), key.hash(), user) > 0;
            if (!saved) {
                throw new InvalidRequest("API key " + Text.quote(key.name())
                        + " is the same as a key of another name; each needs its own");
            }
            return null;
        });
    }
}
