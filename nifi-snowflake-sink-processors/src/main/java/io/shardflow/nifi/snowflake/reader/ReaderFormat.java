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

import io.shardflow.nifi.kinesis.reader.NoLog;
import io.shardflow.nifi.snowflake.content.RecordFormat;
import io.shardflow.nifi.snowflake.content.RecordLines;
import io.shardflow.nifi.snowflake.content.UnloadableContentException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.exception.TerminatedTaskException;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.RecordReaderFactory;

/**
 * Whatever a Record Reader reads.
 *
 * @param readers makes a reader for each content
 * @param flowFile whose content is read, for its attributes
 * @param metadataField name of the top-level field that holds the position
 */
public record ReaderFormat(RecordReaderFactory readers, FlowFile flowFile, String metadataField)
        implements RecordFormat {

    /** @throws ReaderUnavailableException if the content may be all right, and it has to be tried again */
    @Override
    public RecordLines open(final InputStream in, final int longest) throws IOException, UnloadableContentException {
        if (flowFile.getSize() == 0) {
            // Many formats have a header, and nothing at all is none of them.
            return JSON_LINES.open(in, longest);
        }
        final WatchedStream content = new WatchedStream(in);
        try {
            return new ReaderLines(
                    content,
                    readers.createRecordReader(flowFile, content, NoLog.LOG),
                    new RecordJson(metadataField),
                    longest);
        } catch (final TerminatedTaskException e) {
            throw e;
        } catch (final MalformedRecordException
                | SchemaNotFoundException
                | IOException
                | RuntimeException
                | StackOverflowError e) {
            content.rethrow();
            throw ReaderFaults.unloadable("content", e, content.isUntouched());
        }
    }
}
