package dev.atelier.application.testing;

import dev.atelier.application.inference.GenerationOptionRepository;

class InMemoryGenerationOptionRepositoryTest extends GenerationOptionRepositoryContract {

    private final GenerationOptionRepository options = new InMemoryGenerationOptionRepository();

    @Override
    protected GenerationOptionRepository options() {
        return options;
    }
}
