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
package io.shardflow.nifi.snowflake;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.nifi.serialization.RecordReaderFactory;
import org.apache.nifi.serialization.RecordSetWriterFactory;
import org.apache.nifi.serialization.record.Record;

/**
 * What processors of NiFi's nifi-standard-processors (package org.apache.nifi.processors.standard) make of FlowFiles,
 * content and attributes: QueryRecord and MergeRecord by what their documentation says, the others after their sources. The
 * processors themselves are in no public registry.
 */
final class Recut {

    /** A FlowFile. */
    record Piece(byte[] content, Map<String, String> attributes) {

        Piece with(final byte[] other, final Map<String, String> more) {
            final Map<String, String> all = new HashMap<>(attributes);
            all.putAll(more);
            return new Piece(other, all);
        }
    }

    private final RecordReaderFactory readers;
    private final RecordSetWriterFactory writers;

    /** Processors with a Record Reader and a Record Writer use these. */
    Recut(final RecordReaderFactory readers, final RecordSetWriterFactory writers) {
        this.readers = readers;
        this.writers = writers;
    }

    /** SplitRecord: all attributes of the original, number and place of the fragment. */
    List<Piece> splitRecord(final Piece original, final int recordsPerSplit) throws Exception {
        final List<Record> records = RecordSets.read(readers, original.content());
        final List<List<Record>> splits = new ArrayList<>();
        for (int i = 0; i < records.size(); i += recordsPerSplit) {
            splits.add(records.subList(i, Math.min(records.size(), i + recordsPerSplit)));
        }
        return fragments(original, splits);
    }

    /** PartitionRecord: a fragment for each value of a field, in the order of a hash map, with all attributes of the original. */
    List<Piece> partitionRecord(final Piece original, final Function<Record, Object> by) throws Exception {
        final Map<Object, List<Record>> partitions = new HashMap<>();
        for (final Record record : RecordSets.read(readers, original.content())) {
            partitions
                    .computeIfAbsent(by.apply(record), value -> new ArrayList<>())
                    .add(record);
        }
        return fragments(original, partitions.values());
    }

    /** QueryRecord: a FlowFile for each query, with the rows it selects and all attributes of the original. */
    @SafeVarargs
    final List<Piece> queryRecord(final Piece original, final Predicate<Record>... queries) throws Exception {
        final List<Piece> results = new ArrayList<>();
        for (final Predicate<Record> query : queries) {
            final List<Record> rows = RecordSets.read(readers, original.content()).stream()
                    .filter(query)
                    .toList();
            results.add(original.with(
                    RecordSets.write(writers, rows), Map.of("record.count", Integer.toString(rows.size()))));
        }
        return results;
    }

    private List<Piece> fragments(final Piece original, final Collection<List<Record>> fragments) throws Exception {
        final String id = UUID.randomUUID().toString();
        final List<Piece> pieces = new ArrayList<>();
        for (final List<Record> fragment : fragments) {
            pieces.add(original.with(
                    RecordSets.write(writers, fragment),
                    Map.of(
                            "record.count",
                            Integer.toString(fragment.size()),
                            "fragment.identifier",
                            id,
                            "fragment.index",
                            Integer.toString(pieces.size()),
                            "fragment.count",
                            Integer.toString(fragments.size()))));
        }
        return pieces;
    }

    /** MergeRecord with its default attribute strategy: what all have in common. */
    Piece mergeRecord(final List<Piece> originals) throws Exception {
        final List<Record> records = new ArrayList<>();
        for (final Piece original : originals) {
            records.addAll(RecordSets.read(readers, original.content()));
        }
        final Map<String, String> attributes = common(originals);
        attributes.put("record.count", Integer.toString(records.size()));
        attributes.put("merge.count", Integer.toString(originals.size()));
        return new Piece(RecordSets.write(writers, records), attributes);
    }

    /** MergeContent, Binary Concatenation: a demarcator between two, and what all attributes have in common. */
    static Piece mergeContent(final List<Piece> originals, final String demarcator) throws Exception {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (final Piece original : originals) {
            if (out.size() > 0) {
                out.write(demarcator.getBytes(StandardCharsets.UTF_8));
            }
            out.write(original.content());
        }
        final Map<String, String> attributes = common(originals);
        attributes.put("merge.count", Integer.toString(originals.size()));
        return new Piece(out.toByteArray(), attributes);
    }

    private static Map<String, String> common(final List<Piece> pieces) {
        final Map<String, String> common = new LinkedHashMap<>(pieces.getFirst().attributes());
        for (final Piece piece : pieces) {
            common.entrySet().retainAll(piece.attributes().entrySet());
        }
        return common;
    }

    /** SplitText: trailing line breaks are removed, the attributes of the original stay, record.count among them. */
    static List<Piece> splitText(final Piece original, final int linesPerSplit) {
        final List<String> lines =
                new String(original.content(), StandardCharsets.UTF_8).lines().toList();
        final List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i < lines.size(); i += linesPerSplit) {
            final List<String> some = lines.subList(i, Math.min(lines.size(), i + linesPerSplit));
            pieces.add(original.with(
                    String.join("\n", some).getBytes(StandardCharsets.UTF_8),
                    Map.of("text.line.count", Integer.toString(some.size()))));
        }
        return pieces;
    }

    /** DuplicateFlowFile: the copies first, then the original. */
    static List<Piece> duplicateFlowFile(final Piece original, final int copies) {
        final List<Piece> pieces = new ArrayList<>();
        for (int i = 1; i <= copies; i++) {
            pieces.add(original.with(original.content(), Map.of("copy.index", Integer.toString(i))));
        }
        pieces.add(original.with(original.content(), Map.of("copy.index", "0")));
        return pieces;
    }
}
