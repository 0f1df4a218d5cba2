package dev.atelier.localgpu.node;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.endpoint.EndpointRepository;
import dev.atelier.application.inference.CheckPayload;
import dev.atelier.application.inference.CompleteInference;
import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.application.inference.PayloadRules;
import dev.atelier.application.storage.ModelStore;
import java.time.Clock;

/** The ports and use cases that workers use. */
public record Ports(
        EndpointRepository endpoints,
        InferenceQueue queue,
        InferenceJobRepository jobs,
        ModelStore store,
        NotificationBus signals,
        CompleteInference complete,
        PayloadRules rules,
        CheckPayload check,
        Clock clock) {}
