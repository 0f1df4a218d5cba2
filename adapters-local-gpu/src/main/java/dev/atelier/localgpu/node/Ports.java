package dev.atelier.localgpu.node;

import dev.atelier.application.Signals;
import dev.atelier.application.endpoint.Endpoints;
import dev.atelier.application.inference.CheckPayload;
import dev.atelier.application.inference.CompleteInference;
import dev.atelier.application.inference.InferenceJobs;
import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.application.inference.PayloadRules;
import dev.atelier.application.storage.ModelStore;
import java.time.Clock;

/** What workers need of the rest of the house. */
public record Ports(
        Endpoints endpoints,
        InferenceQueue queue,
        InferenceJobs jobs,
        ModelStore store,
        Signals signals,
        CompleteInference complete,
        PayloadRules rules,
        CheckPayload check,
        Clock clock) {}
