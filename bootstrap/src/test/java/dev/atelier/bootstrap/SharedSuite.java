package dev.atelier.bootstrap;

/** The end-to-end tests that each backend has to pass, with nothing but the configuration between them. */
interface SharedSuite
        extends DocumentedFlow,
                ScenarioOf2023,
                RealTimeInference,
                InvalidInputScenario,
                CrashRecoveryScenario,
                Replicas,
                TrainingScenario {}
