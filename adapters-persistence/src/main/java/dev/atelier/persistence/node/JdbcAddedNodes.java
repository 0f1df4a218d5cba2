package dev.atelier.persistence.node;

import dev.atelier.application.node.AddedNode;
import dev.atelier.application.node.AddedNodes;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.persistence.DatabaseClock;
import dev.atelier.persistence.TransactionTemplate;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Nodes that were added, in {@code gpu_node}. */
@Singleton
public final class JdbcAddedNodes implements AddedNodes {

    private final GpuNodeDao rows;
    private final NodeDrainDao drains;
    private final TransactionTemplate transactionTemplate;

    JdbcAddedNodes(GpuNodeDao rows, NodeDrainDao drains, TransactionTemplate transactionTemplate) {
        this.rows = rows;
        this.drains = drains;
        this.transactionTemplate = transactionTemplate;
    }

    @Override
    public List<AddedNode> all() {
        return rows.all().stream().map(GpuNodeEntity::toNode).toList();
    }

    @Override
    public boolean add(AddedNode node, int most) {
        return transactionTemplate.executeDurably(() -> {
            rows.lock();
            requireRoom(node.name(), most);
            rows.deleteRemoved(node.name());
            return rows.insert(
                            node.name(),
                            node.definition().url(),
                            GpuNodeEntity.column(node.definition().instanceTypes()),
                            node.definition().modelsDir().orElse(null),
                            node.by().value(),
                            node.version())
                    > 0;
        });
    }

    @Override
    public boolean change(AddedNode node, UUID before) {
        return transactionTemplate.executeDurably(() -> rows.change(
                        node.name(),
                        node.definition().url(),
                        GpuNodeEntity.column(node.definition().instanceTypes()),
                        node.definition().modelsDir().orElse(null),
                        node.version(),
                        before)
                > 0);
    }

    @Override
    public boolean beginRemoval(String name) {
        return transactionTemplate.executeDurably(() -> rows.remove(name) > 0);
    }

    @Override
    public boolean cancelRemoval(String name, int most) {
        return transactionTemplate.executeDurably(() -> {
            rows.lock();
            boolean kept = rows.keep(name) > 0;
            if (kept) {
                requireRoom(name, most);
            }
            return kept;
        });
    }

    private void requireRoom(String name, int most) {
        int others = rows.countOthers(name);
        if (others >= most) {
            throw new InvalidRequestException(others + " GPU nodes were added; allowed is at most " + most
                    + " (atelier.local-gpu.max-added-nodes); remove one first");
        }
    }

    @Override
    public boolean forget(String name, Duration since) {
        return transactionTemplate.executeDurably(() -> {
            boolean forgotten = rows.forget(name, DatabaseClock.seconds(since.negated())) > 0;
            if (forgotten) {
                drains.remove(name);
            }
            return forgotten;
        });
    }
}
