package dev.atelier.persistence.inference;

import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.application.inference.InferenceQueue.Claim;
import dev.atelier.application.inference.InferenceQueue.Claimant;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.inference.ModelReference;
import dev.atelier.persistence.testing.PersistenceFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Nodes that work a backlog off: every claim is one of the real queue, only the time that jobs take is simulated. One user queues
 * many jobs; after a while the others come with a few each. The unit of time is a job whose checkpoint is loaded.
 *
 * @param nodes how many nodes
 * @param checkpoints how many checkpoints, of which each job has one by chance
 * @param many the jobs of the first user
 * @param few those of each of the others
 * @param others how many others
 * @param start how many jobs have been claimed when the others come
 * @param affinity how long a node prefers the checkpoint that it has loaded
 * @param switching what loading another one costs
 */
public record QueueSimulation(
        int nodes, int checkpoints, int many, int few, int others, int start, double affinity, double switching) {

    private static final Duration LEASE = Duration.ofMinutes(10);

    /**
     * @param longestWait of the first jobs of the others, from their arrival to their claim
     * @param passed how many jobs were claimed before such a job, and after its arrival, at most
     * @param switches how often a node loaded another checkpoint
     * @param span until the last job ended
     */
    public record Result(double longestWait, int passed, int switches, double span) {}

    /** Runs until the queue is empty. */
    public Result run(PersistenceFixture fixture) {
        return new Run(fixture).result();
    }

    private static final class Node {

        private final String name;
        private double free;
        private String loaded;
        private double since = Double.NEGATIVE_INFINITY;
        private Claim claim;

        private Node(String name) {
            this.name = name;
        }
    }

    private final class Run {

        private final InferenceQueue queue;
        private final InferenceJobRepository jobs;
        private final Random chance = new Random(1);
        private final List<Node> idle = new ArrayList<>();
        private final Map<InferenceJobId, Integer> firsts = new HashMap<>();
        private int claimed;
        private double arrival;
        private double longest;
        private int passed;
        private int switches;

        private Run(PersistenceFixture fixture) {
            queue = fixture.bean(InferenceQueue.class);
            jobs = fixture.bean(InferenceJobRepository.class);
        }

        private Result result() {
            for (int i = 0; i < nodes; i++) {
                idle.add(new Node("n" + i));
            }
            enqueue("many", many);
            double now = 0;
            Optional<Node> next = next();
            while (next.isPresent()) {
                now = next.get().free;
                step(next.get(), now);
                next = next();
            }
            return new Result(longest, passed, switches, now);
        }

        private Optional<Node> next() {
            return idle.stream().min(Comparator.comparing(node -> node.free));
        }

        /** The node is free: it completes its job and claims the next. */
        private void step(Node node, double now) {
            if (node.claim != null) {
                InferenceJob job = node.claim.inference();
                queue.complete(node.claim, job.succeed(List.of("image_0.png"), job.started()));
            }
            Optional<String> preferred =
                    now < node.since + affinity ? Optional.ofNullable(node.loaded) : Optional.empty();
            node.claim = queue.claim(
                            new Claimant(
                                    node.name,
                                    Set.of(TestJobs.ENDPOINT),
                                    Set.of(),
                                    true,
                                    preferred.map(CheckpointFileName::new)),
                            LEASE)
                    .orElse(null);
            if (node.claim == null) {
                idle.remove(node);
                return;
            }
            begin(node, now);
        }

        private void begin(Node node, double now) {
            InferenceJob job = node.claim.inference();
            Integer before = firsts.remove(job.id());
            if (before != null) {
                longest = Math.max(longest, now - arrival);
                passed = Math.max(passed, claimed - before);
            }
            String checkpoint = job.checkpoint().map(ModelReference::name).orElseThrow();
            boolean switched = !checkpoint.equals(node.loaded);
            node.free = now + 1 + (switched ? switching : 0);
            if (switched) {
                switches++;
                node.loaded = checkpoint;
                node.since = node.free;
            }
            if (++claimed == start) {
                arrival = now;
                for (int other = 0; other < others; other++) {
                    firsts.put(enqueue("few" + other, few), claimed);
                }
            }
        }

        /** The first of the user's jobs. */
        private InferenceJobId enqueue(String user, int count) {
            InferenceJobId first = null;
            for (int i = 0; i < count; i++) {
                TestJobs job = TestJobs.job().by(user).generation(chance.nextInt(checkpoints) + ".safetensors");
                jobs.add(job.created());
                queue.enqueue(job.started());
                first = first == null ? job.created().id() : first;
            }
            return first;
        }
    }
}
