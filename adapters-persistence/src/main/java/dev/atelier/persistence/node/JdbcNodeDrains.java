package dev.atelier.persistence.node;

import dev.atelier.application.node.NodeDrains;
import dev.atelier.domain.access.UserName;
import dev.atelier.persistence.TransactionTemplate;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.stream.Collectors;

/** Drained nodes, in {@code node_drain}, where the claims of {@code inference_queue} look as well. */
@Singleton
public final class JdbcNodeDrains implements NodeDrains {

    private final NodeDrainDao rows;
    private final TransactionTemplate transactionTemplate;

    JdbcNodeDrains(NodeDrainDao rows, TransactionTemplate transactionTemplate) {
        this.rows = rows;
        this.transactionTemplate = transactionTemplate;
    }

    @Override
    public Map<String, Drain> all() {
        return rows.all().stream()
                .collect(Collectors.toMap(
                        NodeDrainEntity::node, row -> new Drain(row.since(), new UserName(row.userName()))));
    }

    @Override
    public boolean begin(String node, UserName by) {
        return transactionTemplate.executeDurably(() -> rows.insert(node, by.value()) > 0);
    }

    @Override
    public boolean end(String node) {
        return transactionTemplate.executeDurably(() -> rows.remove(node) > 0);
    }
}
