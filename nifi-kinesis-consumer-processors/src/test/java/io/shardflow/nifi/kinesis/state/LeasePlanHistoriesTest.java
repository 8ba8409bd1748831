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

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** The rows of the plan, and what the client library reads from them, over histories of a stream and its consumer. */
class LeasePlanHistoriesTest {

    /** What may happen to a stream and its consumer, one after the other. */
    enum Event {
        RECORDS,
        RESHARD,
        START,
        CRASHED_START,
        STOP,
        READ,
        CLEAN_UP
    }

    @Property(tries = 3000)
    void fromATimeEveryRecordOfThatTimeOrLaterIsReadOnceAndNoneBefore(
            @ForAll @Size(max = 12) final List<Event> before,
            @ForAll @Size(max = 40) final List<Event> events,
            @ForAll final long seed) {
        final Random random = new Random(seed);
        final StreamModel stream = grown(before, random);
        final int start = random.nextInt(stream.now() + 1);
        assertReadsAllFrom(OptionalInt.of(start), stream, events, random);
    }

    @Property(tries = 1000)
    void fromTheOldestRecordEveryRecordIsReadOnce(
            @ForAll @Size(max = 12) final List<Event> before,
            @ForAll @Size(max = 40) final List<Event> events,
            @ForAll final long seed) {
        final Random random = new Random(seed);
        assertReadsAllFrom(OptionalInt.empty(), grown(before, random), events, random);
    }

    private static StreamModel grown(final List<Event> before, final Random random) {
        final StreamModel stream = new StreamModel(random);
        for (final Event event : before) {
            if (event == Event.RESHARD) {
                stream.reshard();
            } else {
                stream.put();
            }
        }
        return stream;
    }

    private static void assertReadsAllFrom(
            final OptionalInt start, final StreamModel stream, final List<Event> events, final Random random) {
        final LibraryModel library = new LibraryModel(stream, start, random);
        for (final Event event : events) {
            switch (event) {
                case RECORDS -> stream.put();
                case RESHARD -> stream.reshard();
                case START -> library.start(Integer.MAX_VALUE);
                case CRASHED_START -> library.start(random.nextInt(5));
                case STOP -> library.stop();
                case READ -> library.read();
                case CLEAN_UP -> library.cleanUp();
                default -> throw new IllegalStateException(event.name());
            }
            assertEquals(Set.of(), library.late());
        }
        library.start(Integer.MAX_VALUE);
        library.readToTheEnd();
        assertEquals(stream.records(start.orElse(0)), library.delivered());
    }
}
