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
package io.shardflow.nifi.snowflake.reader;

import io.shardflow.nifi.snowflake.content.RecordLines;
import io.shardflow.nifi.snowflake.content.UnloadableContentException;
import java.io.IOException;
import org.apache.nifi.processor.exception.TerminatedTaskException;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.RecordReader;
import org.apache.nifi.serialization.record.Record;

/** The records that a Record Reader finds, each as a line of JSON. One record is held at a time. */
final class ReaderLines implements RecordLines {

    private final WatchedStream content;
    private final RecordReader reader;
    private final RecordJson json;
    private final LineBuffer line;
    private final int longest;
    private long number;

    /**
     * @param content what the reader reads from
     * @param longest bytes of a record as JSON, at most
     */
    ReaderLines(final WatchedStream content, final RecordReader reader, final RecordJson json, final int longest) {
        this.content = content;
        this.reader = reader;
        this.json = json;
        this.longest = longest;
        this.line = new LineBuffer(longest);
    }

    @Override
    public boolean advance() throws IOException, UnloadableContentException {
        number++;
        try {
            return read();
        } catch (final LineBuffer.FullException e) {
            throw new UnloadableContentException(place() + ": longer than " + longest + " bytes as JSON");
        } catch (final TerminatedTaskException e) {
            throw e;
        } catch (final MalformedRecordException | IOException | RuntimeException | StackOverflowError e) {
            content.rethrow();
            throw ReaderFaults.unloadable(place(), e, content.isUntouched());
        }
    }

    private boolean read() throws IOException, MalformedRecordException {
        // A field that the schema does not have is not left out: it would be gone, and nobody would know.
        final Record record = reader.nextRecord(true, false);
        if (record == null) {
            return false;
        }
        line.clear();
        json.write(record, line);
        return true;
    }

    @Override
    public byte[] bytes() {
        return line.bytes();
    }

    @Override
    public int offset() {
        return 0;
    }

    @Override
    public int length() {
        return line.length();
    }

    @Override
    public String place() {
        return "record " + number;
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (final IOException | RuntimeException e) {
            // All that was wanted of it has been read.
        }
    }
}
