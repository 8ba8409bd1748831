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
package io.shardflow.nifi.snowflake.ledger;

import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The stream: the records of all shards, and how they are cut into FlowFiles. */
final class ModelSource {

    private final Random random;
    private final boolean ordered;
    private final List<List<ModelRecord>> shards = new ArrayList<>();

    ModelSource(final Random random, final int count, final int positions, final boolean ordered) {
        this.random = random;
        this.ordered = ordered;
        for (int i = 0; i < count; i++) {
            // The same shard id in two streams, the same sequence numbers in all shards.
            final StreamShard shard = new StreamShard("stream-" + i % 2, "shard-" + i / 2);
            final List<ModelRecord> records = new ArrayList<>();
            int number = 7;
            int sub = 0;
            for (int j = 0; j < positions; j++) {
                records.add(new ModelRecord(shard, new Position(String.valueOf(number), sub)));
                if (random.nextInt(3) == 0) {
                    sub++;
                } else {
                    sub = 0;
                    number += 1 + random.nextInt(3);
                }
            }
            shards.add(records);
        }
    }

    List<ModelRecord> all() {
        return shards.stream().flatMap(List::stream).toList();
    }

    ModelRecord anyRecord() {
        final List<ModelRecord> all = all();
        return all.get(random.nextInt(all.size()));
    }

    void deliverAll(final List<ModelNode> nodes) {
        for (final List<ModelRecord> shard : shards) {
            deliver(shard, nodes.get(random.nextInt(nodes.size())));
        }
    }

    /** Reads a shard again; in order, it begins where no hole comes into being. */
    void redeliver(final ModelNode node, final ModelState state) {
        final List<ModelRecord> shard = shards.get(random.nextInt(shards.size()));
        int landed = 0;
        while (landed < shard.size() && state.rows().containsKey(shard.get(landed))) {
            landed++;
        }
        final int from = ordered ? random.nextInt(Math.min(landed + 1, shard.size())) : random.nextInt(shard.size());
        deliver(shard.subList(from, shard.size()), node);
    }

    private void deliver(final List<ModelRecord> records, final ModelNode node) {
        final List<List<ModelRecord>> flowFiles =
                ordered || random.nextInt(3) > 0 ? cut(records) : partitioned(records);
        flowFiles.forEach(flowFile -> {
            if (!ordered && !node.queue.isEmpty() && random.nextInt(3) == 0) {
                merge(node, flowFile);
            } else {
                node.queue.add(flowFile);
            }
        });
    }

    /** A FlowFile of several shards, or with gaps. */
    private void merge(final ModelNode node, final List<ModelRecord> flowFile) {
        final TreeSet<ModelRecord> both = new TreeSet<>(flowFile);
        both.addAll(node.queue.removeLast());
        node.queue.add(List.copyOf(both));
    }

    private List<List<ModelRecord>> cut(final List<ModelRecord> records) {
        final List<List<ModelRecord>> flowFiles = new ArrayList<>();
        int from = 0;
        while (from < records.size()) {
            final int to = Math.min(records.size(), from + 1 + random.nextInt(3));
            flowFiles.add(List.copyOf(records.subList(from, to)));
            from = to;
        }
        return flowFiles;
    }

    /** Each record goes into one of several FlowFiles by a field of its own, so that they overlap. */
    private List<List<ModelRecord>> partitioned(final List<ModelRecord> records) {
        final int partitions = 2 + random.nextInt(3);
        return List.copyOf(records.stream()
                .collect(Collectors.groupingBy(row -> random.nextInt(partitions)))
                .values());
    }

    /** Merges some queued FlowFiles and cuts them anew, in any order. */
    void recut(final ModelNode node) {
        if (ordered) {
            return;
        }
        final TreeSet<ModelRecord> pool = new TreeSet<>();
        final int count = random.nextInt(node.queue.size() + 1);
        for (int i = 0; i < count; i++) {
            pool.addAll(node.queue.remove(random.nextInt(node.queue.size())));
        }
        final List<ModelRecord> records = new ArrayList<>(pool);
        if (random.nextBoolean()) {
            Collections.shuffle(records, random);
        }
        node.queue.addAll(cut(records));
    }
}
