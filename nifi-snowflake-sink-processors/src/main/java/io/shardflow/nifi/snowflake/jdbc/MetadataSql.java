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
package io.shardflow.nifi.snowflake.jdbc;

import io.shardflow.nifi.kinesis.metadata.KinesisMetadata;
import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * SQL expressions over the elements of the metadata, always as text: no NUMBER holds the 56 digits of a sequence
 * number.
 *
 * @param columns where the target, and what is loaded for it, keep the metadata
 */
record MetadataSql(MetadataColumns columns) {

    private static final int LENGTH_DIGITS = 3;
    private static final int SUB_DIGITS = 20;
    private static final Pattern SORTABLE = Pattern.compile("([0-9]{" + LENGTH_DIGITS + "})([0-9]+)");

    String stream(final String alias) {
        return text(alias, KinesisMetadata.STREAM);
    }

    String shard(final String alias) {
        return text(alias, KinesisMetadata.SHARD_ID);
    }

    String sequence(final String alias) {
        return text(alias, KinesisMetadata.SEQUENCE_NUMBER);
    }

    String subSequence(final String alias) {
        return "COALESCE(" + text(alias, KinesisMetadata.SUB_SEQUENCE_NUMBER) + ", '0')";
    }

    /** The arrival in milliseconds; NULL when it is absent or no number. */
    String arrival(final String alias) {
        return columns.numberOrNull(alias, KinesisMetadata.APPROXIMATE_ARRIVAL);
    }

    /**
     * The arrival in milliseconds without a way through text, in the type that the path has in every row of ours, which leaves
     * Snowflake its statistics. An error if some row that is read has no number there: only for what may fail.
     */
    String arrivalNumber(final String alias) {
        return columns.number(alias, KinesisMetadata.APPROXIMATE_ARRIVAL);
    }

    String arrivalText(final String alias) {
        return text(alias, KinesisMetadata.APPROXIMATE_ARRIVAL);
    }

    private String text(final String alias, final String subField) {
        return columns.text(alias, subField);
    }

    /** Whether both rows have the same position. */
    String samePosition(final String left, final String right) {
        return stream(left) + " = " + stream(right) + " AND " + shard(left) + " = " + shard(right) + " AND "
                + sequence(left) + " = " + sequence(right) + " AND " + subSequence(left) + " = " + subSequence(right);
    }

    /** Whether the row is of the shard. */
    String isOf(final String alias, final StreamShard shard) {
        return stream(alias) + " = " + SqlLiteral.of(shard.stream()) + " AND " + shard(alias) + " = "
                + SqlLiteral.of(shard.shardId());
    }

    /** Whether the row is of one of the shards; a list of them costs Snowflake one look-up for each row. */
    String isOfAny(final String alias, final Collection<StreamShard> shards) {
        final Map<String, List<String>> ofStream = shards.stream()
                .collect(Collectors.groupingBy(
                        StreamShard::stream,
                        TreeMap::new,
                        Collectors.mapping(StreamShard::shardId, Collectors.toList())));
        return ofStream.entrySet().stream()
                .map(entry -> "(" + stream(alias) + " = " + SqlLiteral.of(entry.getKey()) + " AND " + shard(alias)
                        + entry.getValue().stream()
                                .sorted()
                                .map(SqlLiteral::of)
                                .collect(Collectors.joining(", ", " IN (", ")"))
                        + ")")
                .collect(Collectors.joining(" OR ", "(", ")"));
    }

    /**
     * The highest position of a group, as a text that sorts like the position; read with {@link #position}. Only of rows that
     * {@link #isPosition} lets pass: any other would hide the highest.
     */
    String highest(final String alias) {
        return "MAX(" + sortable(alias) + ")";
    }

    /** The position as a text that sorts like it. */
    String sortable(final String alias) {
        return "LPAD(LENGTH(" + sequence(alias) + "), " + LENGTH_DIGITS + ", '0') || " + sequence(alias) + " || LPAD("
                + subSequence(alias) + ", " + SUB_DIGITS + ", '0')";
    }

    /** The text of all that makes a position, for counting distinct ones; NULL if a part is missing. */
    String positionText(final String alias) {
        return stream(alias) + " || ' ' || " + shard(alias) + " || ' ' || " + sequence(alias) + " || ' ' || "
                + subSequence(alias);
    }

    /** Whether the row has a position that a record of ours could have. */
    String isPosition(final String alias) {
        return PositionText.isPosition(sequence(alias), subSequence(alias));
    }

    /** Reads what {@link #sortable} wrote; empty for anything else. */
    static Optional<Position> position(final String sortable) {
        final Matcher parts = SORTABLE.matcher(sortable);
        if (!parts.matches()) {
            return Optional.empty();
        }
        final int digits = Integer.parseInt(parts.group(1));
        final String rest = parts.group(2);
        if (rest.length() != digits + SUB_DIGITS) {
            return Optional.empty();
        }
        return PositionText.read(
                rest.substring(0, digits), rest.substring(digits).replaceFirst("^0+(?=.)", ""));
    }
}
