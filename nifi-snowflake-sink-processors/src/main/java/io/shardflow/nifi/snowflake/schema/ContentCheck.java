/*
 * Copyright 2026 The Shardflow authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.shardflow.nifi.snowflake.schema;

import io.shardflow.nifi.snowflake.name.Identifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Looks at the records of a content one after another: begin, every field, end. Gathers the shape of those that can land. The
 * same record may come several times. Not safe for several threads.
 */
public final class ContentCheck {

    private static final int FIRST_CAPACITY = 32;

    /** Names of fields; more than one content may have. */
    private static final int MOST_REMEMBERED = 20_000;

    /** What fields of different spelling have in common, and the number of the last record that had one of them. */
    private static final class Column {
        private final boolean isUtf8;
        private long lastRecord;

        Column(final boolean isUtf8) {
            this.isUtf8 = isUtf8;
        }
    }

    private static final int SHOWN_OF_A_LONG_NAME = 40;

    /** Empty: no field has a column. */
    private final Optional<ColumnNaming> naming;

    private final ValueCheck values;
    private final Optional<RecordCheck> plan;
    private final BatchShape shape = new BatchShape();
    private final ShapeReader reader = new ShapeReader();
    private final List<String> fields = new ArrayList<>();
    private final Map<String, Column> columns = new HashMap<>();
    private final Map<String, Column> columnOf = new HashMap<>();
    /** Kept, since it is asked of each field of each record. */
    private final Function<String, Column> newColumn = this::column;

    private long record;
    private int[] offsets = new int[FIRST_CAPACITY];
    private int[] lengths = new int[FIRST_CAPACITY];
    private byte[] bytes;
    private boolean unaltered;
    private Verdict verdict;

    private ContentCheck(
            final Optional<ColumnNaming> naming, final ValueCheck values, final Optional<RecordCheck> plan) {
        this.naming = naming;
        this.values = values;
        this.plan = plan;
    }

    /** Before it is known what the table is like: rejected is what no table takes. */
    public static ContentCheck anyTable(final ColumnNaming naming, final ValueCheck values) {
        return new ContentCheck(Optional.of(naming), values, Optional.empty());
    }

    /** Rejected is also what does not land under a plan. */
    public static ContentCheck under(final RecordCheck plan, final ColumnNaming naming, final ValueCheck values) {
        return new ContentCheck(Optional.of(naming), values, Optional.of(plan));
    }

    /**
     * Of records that go into one column each as they are, so that their fields make no difference.
     *
     * @param plan if the table is known
     */
    public static ContentCheck ofWholeRecords(final Optional<RecordCheck> plan, final ValueCheck values) {
        return new ContentCheck(Optional.empty(), values, plan);
    }

    /**
     * Begins the next record.
     *
     * @param comesThrough whether it is known already that all of it comes through a VARIANT unaltered
     */
    public void begin(final boolean comesThrough) {
        if (columnOf.size() > MOST_REMEMBERED) {
            columns.clear();
            columnOf.clear();
        }
        fields.clear();
        record++;
        unaltered = comesThrough;
        verdict = Verdict.FITS;
    }

    /**
     * A field of the record; the name without escapes.
     *
     * @param holding the value, until the record ends
     */
    public void field(final String name, final byte[] holding, final int offset, final int length) {
        if (naming.isEmpty() || name.length() > Identifier.MAX_LENGTH) {
            checkUnnamed(name, holding, offset, length);
            return;
        }
        checkOnly(name, holding, offset, length);
        final Column column = columnOf.computeIfAbsent(name, newColumn);
        if (!isRejected() && !column.isUtf8) {
            verdict = halfOfAPair();
        }
        if (!isRejected() && column.lastRecord == record) {
            verdict = new Verdict.Misfit(
                    name,
                    "another field of the record goes to the same column, since their names differ only in case",
                    "rename one of them, or name columns as they are written");
        }
        column.lastRecord = record;
        final int count = fields.size();
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, count * 2);
            lengths = Arrays.copyOf(lengths, count * 2);
        }
        fields.add(name);
        bytes = holding;
        offsets[count] = offset;
        lengths[count] = length;
    }

    /** A field that has no column. There may be any number, of any length: nothing of it is kept. */
    private void checkUnnamed(final String name, final byte[] holding, final int offset, final int length) {
        final String shown =
                name.length() > Identifier.MAX_LENGTH ? name.substring(0, SHOWN_OF_A_LONG_NAME) + "…" : name;
        checkOnly(shown, holding, offset, length);
        if (!isRejected() && !unaltered && hasLoneSurrogate(name)) {
            verdict = halfOfAPair();
        }
        if (!isRejected() && naming.isPresent() && holding[offset] != 'n') {
            verdict = FieldMisfit.tooLongAName(shown);
        }
    }

    private static Verdict halfOfAPair() {
        return new Verdict.Misfit(
                "a field", "its name has one half of a surrogate pair, which UTF-8 cannot hold", "rename it");
    }

    /** A field that is not loaded by these rules, such as the metadata, but comes through a VARIANT like all others. */
    public void checkOnly(final String name, final byte[] bytes, final int offset, final int length) {
        if (!isRejected()) {
            verdict = values.checkRecord(length);
        }
        if (!isRejected() && !unaltered) {
            verdict = values.checkPassage(name, bytes, offset, length);
        }
    }

    /** Ends the record: whether it can land. */
    public Verdict end() {
        if (!isRejected() && plan.isPresent()) {
            checkUnder(plan.get());
        }
        if (!isRejected()) {
            shape.addRecord();
            for (int i = 0; i < fields.size(); i++) {
                shape.addField(reader, fields.get(i), bytes, offsets[i], lengths[i]);
            }
        }
        return verdict;
    }

    private void checkUnder(final RecordCheck check) {
        check.begin();
        for (int i = 0; i < fields.size() && !isRejected(); i++) {
            verdict = check.check(fields.get(i), bytes, offsets[i], lengths[i]);
        }
        if (!isRejected()) {
            verdict = check.end();
        }
    }

    private Column column(final String field) {
        return columns.computeIfAbsent(
                naming.orElseThrow().columnOf(field), name -> new Column(!hasLoneSurrogate(name)));
    }

    private static boolean hasLoneSurrogate(final String name) {
        for (int i = 0; i < name.length(); i++) {
            if (Character.isHighSurrogate(name.charAt(i))
                    && i + 1 < name.length()
                    && Character.isLowSurrogate(name.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(name.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private boolean isRejected() {
        return verdict instanceof Verdict.Misfit;
    }

    /** Of the records that can land. */
    public BatchShape shape() {
        return shape;
    }
}
