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
package io.shardflow.nifi.snowflake.content;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Parsers of what comes from records. A factory of Jackson's keeps the names that its parsers have met, thousands of them and of any
 * length, for the parsers that follow: so each factory serves so many bytes, and a large record has one of its own. For several
 * threads.
 */
public final class RecordParsers {

    /** Of a factory, whose names take some three times as much heap. */
    private static final long MOST_BYTES = 4_000_000;

    /** So long does parsing it take that a factory of its own is no burden. */
    private static final int LARGE = 100_000;

    private record Served(JsonFactory factory, AtomicLong bytes) {
        Served() {
            this(newFactory(), new AtomicLong());
        }
    }

    private static volatile Served served = new Served();

    private RecordParsers() {}

    static JsonFactory newFactory() {
        return new JsonFactoryBuilder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(RecordScanner.MAX_DEPTH)
                        .maxStringLength(Integer.MAX_VALUE)
                        .maxNumberLength(Integer.MAX_VALUE)
                        .maxNameLength(Integer.MAX_VALUE)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
                .build();
    }

    public static JsonParser of(final byte[] bytes) throws IOException {
        return of(bytes, 0, bytes.length);
    }

    static JsonParser of(final byte[] bytes, final int offset, final int length) throws IOException {
        if (length > LARGE) {
            return newFactory().createParser(bytes, offset, length);
        }
        Served now = served;
        if (now.bytes().addAndGet(length) > MOST_BYTES) {
            now = new Served();
            served = now;
        }
        return now.factory().createParser(bytes, offset, length);
    }
}
