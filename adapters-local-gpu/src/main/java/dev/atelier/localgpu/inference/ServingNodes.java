package dev.atelier.localgpu.inference;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.UsedModel;
import dev.atelier.localgpu.node.Node;
import dev.atelier.localgpu.node.Nodes;
import java.util.List;

/** Knows which jobs no node can ever run, so that they are refused instead of waiting in vain. */
public final class ServingNodes {

    private final Nodes nodes;

    public ServingNodes(Nodes nodes) {
        this.nodes = nodes;
    }

    /** {@link InvalidRequestException} if no node serves the job's endpoint, or if all that do are known to lack its checkpoint. */
    void requireOneFor(InferenceJob job) {
        List<Node> serving = nodes.serving(job.place().instanceType());
        if (serving.isEmpty()) {
            throw new InvalidRequestException("no GPU node stands for the instance type "
                    + job.place().instanceType() + " of endpoint " + job.place().name());
        }
        job.checkpoint()
                .filter(checkpoint -> serving.stream().noneMatch(node -> mayHave(node, checkpoint)))
                .ifPresent(checkpoint -> refuse(job, checkpoint));
    }

    private static boolean mayHave(Node node, UsedModel checkpoint) {
        boolean canBeGiven = checkpoint.isStored() && node.folder().isPresent();
        return canBeGiven || node.models().isEmpty() || node.checkpoints().contains(checkpoint.name());
    }

    private static void refuse(InferenceJob job, UsedModel checkpoint) {
        String lack = "no GPU node that serves endpoint " + job.place().name() + " has checkpoint " + checkpoint.name();
        throw new InvalidRequestException(
                checkpoint.isStored()
                        ? lack + " or can be given it; that needs the setting atelier.local-gpu.models-dir"
                        : lack + " any more");
    }
}
