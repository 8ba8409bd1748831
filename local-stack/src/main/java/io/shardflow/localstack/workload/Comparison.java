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
package io.shardflow.localstack.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shardflow.nifi.kinesis.metadata.KinesisMetadata;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Holds rows against the orders that were produced, one row at a time.
 *
 * <p>Threads: used by one thread.
 */
final class Comparison {

    static final String METADATA_COLUMN = KinesisMetadata.DEFAULT_FIELD.toUpperCase(Locale.ROOT);

    private static final Set<String> COLUMNS_OF_SOME =
            SampleOrders.SOMETIMES.stream().map(OrderTable::column).collect(Collectors.toSet());

    /** Numbers are the same when their values are; everything else when it is equal. */
    private static final Comparator<JsonNode> BY_VALUE = (left, right) -> {
        if (left.isNumber() && right.isNumber()) {
            return left.decimalValue().compareTo(right.decimalValue());
        }
        return left.equals(right) ? 0 : 1;
    };

    private final String stream;
    private final ProducedOrders produced;
    private final Arrivals arrivals;
    private final OtherColumns otherColumns;
    private final BitSet seen = new BitSet();
    private final BitSet twice = new BitSet();
    private final BitSet different = new BitSet();
    private long rows;
    private long strangers;
    private long duplicated;

    Comparison(final String stream, final ProducedOrders produced) {
        this(stream, produced, new Arrivals(), OtherColumns.NONE);
    }

    Comparison(
            final String stream,
            final ProducedOrders produced,
            final Arrivals arrivals,
            final OtherColumns otherColumns) {
        this.stream = stream;
        this.produced = produced;
        this.arrivals = arrivals;
        this.otherColumns = otherColumns;
    }

    /**
     * @param row value of each column, of which there need be none for a field that is null in every order: null for SQL NULL in a
     *     VARIANT, a missing node for NULL in a column of another type; its id must be that of a produced order
     * @param texts columns of type VARCHAR
     */
    void add(final Map<String, JsonNode> row, final Set<String> texts) {
        rows++;
        final int id = row.get(OrderTable.column(SampleOrders.ID)).intValue();
        if (seen.get(id)) {
            duplicated++;
            twice.set(id);
        }
        seen.set(id);
        if (!isAsProduced(id, row, texts)) {
            different.set(id);
        }
    }

    /** So many rows more that cannot be added, since they have no id, or that of no produced order: they count as altered. */
    void addStrangers(final long count) {
        strangers += count;
    }

    LandedOrders result() {
        return new LandedOrders(
                rows + strangers,
                produced.count() - seen.cardinality(),
                duplicated,
                different.cardinality() + strangers);
    }

    /** Which orders are lost, doubled and altered, as far as rows were added. */
    WrongOrders wrong() {
        final BitSet lost = new BitSet();
        lost.set(0, Math.toIntExact(produced.end()));
        lost.andNot(seen);
        return new WrongOrders(lost, (BitSet) twice.clone(), (BitSet) different.clone());
    }

    private boolean isAsProduced(final long id, final Map<String, JsonNode> row, final Set<String> texts) {
        final ObjectNode order = produced.order(id);
        final boolean sameFields = order.properties().stream().allMatch(field -> {
            final String column = OrderTable.column(field.getKey());
            final JsonNode value = row.get(column);
            return row.containsKey(column)
                    ? value != null && isSame(field.getValue(), value, texts.contains(column))
                    : field.getValue().isNull();
        });
        return sameFields && hasNoOtherValues(order, row) && hasIdentity(id, row.get(METADATA_COLUMN));
    }

    /** A VARCHAR makes text of a number, every column but a VARIANT NULL of null; what lies in a VARIANT stays what it was. */
    private static boolean isSame(final JsonNode field, final JsonNode value, final boolean isText) {
        return field.equals(BY_VALUE, value)
                || field.isNull() && value.isMissingNode()
                || isText && field.isNumber() && field.asText().equals(value.textValue());
    }

    /** The columns of fields that only other orders have, or none, are NULL; there are no others. */
    private boolean hasNoOtherValues(final ObjectNode order, final Map<String, JsonNode> row) {
        final Set<String> empty = new HashSet<>(row.keySet());
        empty.remove(METADATA_COLUMN);
        empty.removeAll(otherColumns.ignored());
        order.fieldNames().forEachRemaining(field -> empty.remove(OrderTable.column(field)));
        return empty.stream()
                .allMatch(column -> (COLUMNS_OF_SOME.contains(column)
                                || otherColumns.empty().contains(column))
                        && (row.get(column) == null || row.get(column).isMissingNode()));
    }

    private boolean hasIdentity(final long id, final JsonNode json) {
        if (json == null) {
            return false;
        }
        final RowMetadata metadata = new RowMetadata(json);
        return produced.isAt(id, metadata.shardId(), metadata.sequenceNumber())
                && stream.equals(metadata.stream())
                && metadata.isOfKey(SampleOrders.partitionKey(id))
                && arrivals.isOf(id, metadata.arrival());
    }
}
