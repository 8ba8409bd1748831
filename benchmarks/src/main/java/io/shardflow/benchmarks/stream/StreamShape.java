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
package io.shardflow.benchmarks.stream;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a replayed stream holds. Its name says it all, so that the server needs to be told nothing, and whoever gets a record knows what it
 * must be: record {@code n} of each shard has payload {@code n} modulo the number of records of an answer.
 *
 * @param shards 1 to 10,000
 * @param answers that a shard has, above 0
 * @param answerRecords records of an answer, 1 to 10,000
 * @param recordBytes bytes of a payload, at least {@link RecordKind#SMALLEST}
 * @param run tells streams of the same shape apart: letters, digits, dashes
 */
public record StreamShape(int shards, int answers, int answerRecords, int recordBytes, RecordKind kind, String run) {

    private static final Pattern NAME =
            Pattern.compile("replay-(\\d{1,5})x(\\d{1,8})x(\\d{1,5})x(\\d{1,7})\\.([a-z-]+)\\.([A-Za-z0-9-]+)");

    public StreamShape {
        require(shards, 1, 10_000, "shards");
        require(answers, 1, Integer.MAX_VALUE, "answers");
        require(answerRecords, 1, 10_000, "records of an answer");
        require(recordBytes, RecordKind.SMALLEST, 1_000_000, "bytes of a record");
    }

    private static void require(final int value, final int least, final int most, final String what) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("%d %s; %d to %d can be".formatted(value, what, least, most));
        }
    }

    /**
     * The shape whose shards have so many answers that all of them together have the given bytes, or a little more.
     *
     * @param bytes of payload
     */
    public static StreamShape ofBytes(
            final long bytes,
            final int shards,
            final int answerRecords,
            final int recordBytes,
            final RecordKind kind,
            final String run) {
        final long round = (long) shards * answerRecords * recordBytes;
        return new StreamShape(
                shards, Math.toIntExact((bytes + round - 1) / round), answerRecords, recordBytes, kind, run);
    }

    /** @throws IllegalArgumentException when no shape has this name */
    public static StreamShape ofName(final String name) {
        final Matcher parts = NAME.matcher(name);
        if (!parts.matches()) {
            throw new IllegalArgumentException("no replayed stream is called " + name);
        }
        return new StreamShape(
                Integer.parseInt(parts.group(1)),
                Integer.parseInt(parts.group(2)),
                Integer.parseInt(parts.group(3)),
                Integer.parseInt(parts.group(4)),
                RecordKind.ofLabel(parts.group(5)),
                parts.group(6));
    }

    /** The stream's name. */
    public String name() {
        return "replay-%dx%dx%dx%d.%s.%s".formatted(shards, answers, answerRecords, recordBytes, kind.label(), run);
    }

    /** Records of a shard. */
    public long shardRecords() {
        return (long) answers * answerRecords;
    }

    /** Records of all shards. */
    public long records() {
        return shards * shardRecords();
    }

    /** Payload bytes of all shards. */
    public long bytes() {
        return records() * recordBytes;
    }

    /** @param shard from 0 */
    public static String shardId(final int shard) {
        return "shardId-%012d".formatted(shard);
    }

    /** Which payload record {@code ordinal} of a shard has. */
    public int payloadNumber(final long ordinal) {
        return (int) (ordinal % answerRecords);
    }

    /** The payload of that number, below the number of records of an answer. */
    public byte[] payload(final int number) {
        return kind.payload(number, recordBytes);
    }
}
