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
package io.shardflow.nifi.kinesis.state;

import io.shardflow.nifi.kinesis.stream.ShardInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** A stream that grows, splits and merges in whole units of time; nothing else happens within one. */
final class StreamModel {

    /** A record. @param time of its arrival */
    record Record(String shard, int time) {}

    /** A shard. @param closed when it ended, never if it has not */
    record Shard(String id, List<String> parents, int closed, List<Record> records) {

        boolean isOpen() {
            return closed == OPEN;
        }
    }

    private static final int OPEN = Integer.MAX_VALUE;

    private final Map<String, Shard> shards = new LinkedHashMap<>();
    private final Random random;
    private int now;

    StreamModel(final Random random) {
        this.random = random;
        for (int i = 0; i <= random.nextInt(3); i++) {
            open(List.of());
        }
    }

    int now() {
        return now;
    }

    /** Some of the open shards get a record each. */
    void put() {
        now++;
        open().stream().filter(shard -> random.nextBoolean()).forEach(shard -> shard.records()
                .add(new Record(shard.id(), now)));
    }

    /** One open shard is split, or two are merged. */
    void reshard() {
        now++;
        final List<Shard> open = open();
        final Shard first = open.get(random.nextInt(open.size()));
        final Shard second = open.get(random.nextInt(open.size()));
        close(first);
        if (first == second) {
            open(List.of(first.id()));
            open(List.of(first.id()));
        } else {
            close(second);
            open(List.of(first.id(), second.id()));
        }
    }

    private void open(final List<String> parents) {
        final String id = "s" + shards.size();
        shards.put(id, new Shard(id, parents, OPEN, new ArrayList<>()));
    }

    private void close(final Shard shard) {
        shards.put(shard.id(), new Shard(shard.id(), shard.parents(), now, shard.records()));
    }

    private List<Shard> open() {
        return shards.values().stream().filter(Shard::isOpen).toList();
    }

    Shard shard(final String id) {
        return shards.get(id);
    }

    List<Shard> childrenOf(final String id) {
        return shards.values().stream()
                .filter(shard -> shard.parents().contains(id))
                .toList();
    }

    List<ShardInfo> listing() {
        return shards.values().stream()
                .map(shard -> new ShardInfo(shard.id(), shard.parents(), !shard.isOpen(), "0", "1"))
                .toList();
    }

    /** What Kinesis lists from a time on, and now and then a little more. */
    Set<String> since(final int time) {
        final int from = random.nextInt(4) == 0 ? time - random.nextInt(4) : time;
        return shards.values().stream()
                .filter(shard -> shard.closed() >= from)
                .map(Shard::id)
                .collect(Collectors.toSet());
    }

    /** Every record from a time on, sorted as text. */
    List<String> records(final int from) {
        return shards.values().stream()
                .flatMap(shard -> shard.records().stream())
                .filter(entry -> entry.time() >= from)
                .map(Record::toString)
                .sorted()
                .toList();
    }
}
