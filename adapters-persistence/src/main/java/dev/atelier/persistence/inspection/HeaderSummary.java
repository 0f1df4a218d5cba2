package dev.atelier.persistence.inspection;

import dev.atelier.domain.checkpoint.ModelDescription;
import dev.atelier.domain.checkpoint.ModelFamily;
import dev.atelier.domain.checkpoint.ModelKind;
import dev.atelier.domain.checkpoint.ModelProperty;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Describes a model by its header, in one pass. */
final class HeaderSummary implements SafetensorsParser.Visitor {

    /** More than any model has; the marks of further ones, and of longer names, are not looked for. */
    private static final int MAX_TENSORS = 10_000;

    private static final int MAX_NAME_LENGTH = 200;
    private static final int MAX_KRONECKERS = 16;
    private static final Pattern RANKED = Pattern.compile(TensorMarks.RANKED);
    private static final Pattern KRONECKER = Pattern.compile(TensorMarks.KRONECKER);

    private final TensorMark.Search<ModelKind> kind = new TensorMark.Search<>(TensorMarks.KINDS);
    private final TensorMark.Search<ModelFamily> family = new TensorMark.Search<>(TensorMarks.FAMILIES);
    private final Map<Dtype, Long> numbers = new EnumMap<>(Dtype.class);
    private final Map<String, Long> kroneckers = new HashMap<>();
    private final HeaderMetadata metadata = new HeaderMetadata();
    private int tensors;
    private long rank;

    @Override
    public void visit(String name, TensorInfo tensor) {
        long elements =
                tensor.shape().stream().mapToLong(Long::longValue).reduce(1, (product, length) -> product * length);
        numbers.merge(tensor.dtype(), elements, HeaderSummary::sum);
        look(name, tensor.shape());
    }

    /** Of a crafted header alone: the tensors of a file that holds them have fewer. */
    private static long sum(long one, long other) {
        return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
    }

    @Override
    public void visitMetadata(String name, String value) {
        metadata.add(name, value);
    }

    /** @param shape empty where it is unknown */
    void look(String name, List<Long> shape) {
        tensors++;
        if (tensors > MAX_TENSORS || name.length() > MAX_NAME_LENGTH) {
            return;
        }
        String plain = name.toLowerCase(Locale.ROOT).replace('.', '_');
        kind.look(plain, shape);
        family.look(plain, shape);
        if (shape.size() > 1) {
            lookForRank(plain, shape);
            lookForKronecker(plain, shape.get(1));
        }
    }

    private void lookForRank(String name, List<Long> shape) {
        if (shape.get(0) > rank && RANKED.matcher(name).find()) {
            rank = shape.get(0);
        }
    }

    /** The input of a LoKr's weight is the product of those of its two factors. */
    private void lookForKronecker(String name, long input) {
        Matcher factor = KRONECKER.matcher(name);
        if (factor.find()) {
            String module = factor.group(1);
            Long other = kroneckers.remove(module);
            if (other != null) {
                family.look(module + "_weight", List.of(input, other * input));
            } else if (kroneckers.size() < MAX_KRONECKERS) {
                kroneckers.put(module, input);
            }
        }
    }

    ModelDescription toDescription() {
        Map<ModelProperty, String> properties = metadata.properties();
        if (rank > 0) {
            properties.putIfAbsent(ModelProperty.RANK, Long.toString(rank));
        }
        return new ModelDescription(
                family.found().or(metadata::family).orElse(ModelFamily.UNKNOWN),
                kind.found()
                        .or(metadata::kind)
                        .orElse(family.found()
                                .map(known -> ModelKind.DIFFUSION_MODEL)
                                .orElse(ModelKind.UNKNOWN)),
                precision(),
                numbers.values().stream().reduce(0L, HeaderSummary::sum),
                properties,
                metadata.triggerWords());
    }

    private String precision() {
        return numbers.entrySet().stream()
                .filter(type -> type.getValue() > 0)
                .max(Map.Entry.comparingByValue())
                .map(type -> type.getKey().name())
                .orElse("");
    }
}
