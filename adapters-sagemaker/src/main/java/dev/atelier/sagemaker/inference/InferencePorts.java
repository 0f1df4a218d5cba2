package dev.atelier.sagemaker.inference;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.endpoint.EndpointRepository;
import dev.atelier.application.inference.CheckPayload;
import dev.atelier.application.inference.CompleteInference;
import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.inference.PayloadReader;
import dev.atelier.application.inference.RemoteInvocationRepository;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.storage.StorageLayout;
import java.time.Clock;

/** Ports that inferences use. */
public record InferencePorts(
        InferenceJobRepository jobs,
        RemoteInvocationRepository invocations,
        EndpointRepository endpoints,
        ModelStore store,
        StorageLayout layout,
        NotificationBus signals,
        CompleteInference complete,
        PayloadReader payloads,
        CheckPayload check,
        Clock clock) {}
