package dev.atelier.persistence.merge.safetensors;

import dev.atelier.persistence.inspection.SafetensorsHeader.Tensor;
import dev.atelier.persistence.merge.safetensors.MergePlan.Content.Blended;
import dev.atelier.persistence.merge.safetensors.MergePlan.Content.Taken;
import dev.atelier.persistence.merge.safetensors.MergePlan.Planned;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Computes the bytes of tensors, one block of numbers at a time. Not thread-safe. */
final class TensorBlender {

    /** Fits into a processor's nearest cache from reading to writing. */
    static final int BLOCK = 4 * 1024;

    private final MergeSourceFiles models;
    private final MergeFormula mergeFormula;
    private final DigestingFileWriter out;
    private final float[][] numbers = new float[3][BLOCK];
    private final short[] scratch = new short[BLOCK];
    private final PairedNumbers pairs = new PairedNumbers(BLOCK);

    /** A tensor's numbers from this index on. */
    private record Stretch(Taken taken, long from) {}

    TensorBlender(MergeSourceFiles models, MergeFormula mergeFormula, DigestingFileWriter out) {
        this.models = models;
        this.mergeFormula = mergeFormula;
        this.out = out;
    }

    /** Appends the tensor to the file. */
    void write(Planned planned) throws IOException, InterruptedException {
        if (planned.content() instanceof Blended blended) {
            blend(blended, format(planned));
        } else {
            Taken taken = (Taken) planned.content();
            if (taken.tensor().dtype() == planned.dtype()) {
                copy(taken);
            } else {
                run(List.of(new Stretch(taken, 0)), taken.tensor().elements(), format(planned));
            }
        }
    }

    private static FloatFormat format(Planned planned) {
        return FloatFormat.of(planned.dtype()).orElseThrow();
    }

    private void copy(Taken taken) throws IOException, InterruptedException {
        Tensor tensor = taken.tensor();
        long length = tensor.end() - tensor.begin();
        for (long at = 0; at < length; at += DigestingFileWriter.MAX_REQUEST) {
            int bytes = (int) Math.min(DigestingFileWriter.MAX_REQUEST, length - at);
            out.buffer(bytes).put(models.read(taken, at, bytes));
        }
    }

    private void blend(Blended blended, FloatFormat format) throws IOException, InterruptedException {
        Taken a = blended.parts().get(0);
        for (long row = 0; row < blended.rows(); row++) {
            List<Stretch> parts = new ArrayList<>();
            for (Taken part : blended.parts()) {
                parts.add(new Stretch(part, row * rowOf(part, blended)));
            }
            long common = rowOf(blended.parts().get(1), blended);
            long rest = rowOf(a, blended) - common;
            run(parts, common, format);
            run(List.of(new Stretch(a, parts.get(0).from() + common)), rest, format);
        }
    }

    private static long rowOf(Taken part, Blended blended) {
        return part.tensor().elements() / blended.rows();
    }

    /** Writes {@code count} numbers: those of one part are copied, those of several are combined by the formula. */
    private void run(List<Stretch> parts, long count, FloatFormat format) throws IOException, InterruptedException {
        for (long at = 0; at < count; at += BLOCK) {
            int length = (int) Math.min(BLOCK, count - at);
            boolean inPairs =
                    length % 2 == 0 && format.isPaired() && parts.stream().allMatch(TensorBlender::isPaired);
            for (int part = 0; part < parts.size(); part++) {
                read(parts.get(part), at, length, numbers[part], inPairs);
            }
            if (parts.size() > 1) {
                mergeFormula.apply(numbers[0], numbers[1], numbers[2], length);
            }
            write(format, length, inPairs);
        }
    }

    private static boolean isPaired(Stretch stretch) {
        return format(stretch).isPaired();
    }

    private static FloatFormat format(Stretch stretch) {
        return FloatFormat.of(stretch.taken().tensor().dtype()).orElseThrow();
    }

    private void read(Stretch stretch, long at, int length, float[] into, boolean inPairs) throws IOException {
        FloatFormat format = format(stretch);
        ByteBuffer bytes =
                models.read(stretch.taken(), (stretch.from() + at) * format.bytes(), length * format.bytes());
        if (inPairs) {
            pairs.read(format, bytes, into, length);
        } else {
            format.read(bytes, into, length, scratch);
        }
    }

    private void write(FloatFormat format, int length, boolean inPairs) throws IOException, InterruptedException {
        int bytes = length * format.bytes();
        ByteBuffer buffer = out.buffer(bytes);
        if (inPairs) {
            pairs.write(format, numbers[0], buffer, length);
        } else {
            format.write(numbers[0], buffer, length, scratch);
        }
        buffer.position(buffer.position() + bytes);
    }
}
