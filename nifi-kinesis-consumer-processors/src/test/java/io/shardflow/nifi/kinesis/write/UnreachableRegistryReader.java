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
package io.shardflow.nifi.kinesis.write;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.util.Map;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.schema.access.SchemaNotFoundException;
import org.apache.nifi.serialization.MalformedRecordException;
import org.apache.nifi.serialization.RecordReader;

/** A reader of JSON that asks a schema registry first, which is down until it is told to be up. */
public final class UnreachableRegistryReader extends JsonTreeReader {

    private volatile boolean down = true;

    public void up() {
        down = false;
    }

    @Override
    public RecordReader createRecordReader(
            final Map<String, String> variables, final InputStream in, final long length, final ComponentLog log)
            throws IOException, MalformedRecordException, SchemaNotFoundException {
        if (down) {
            throw new IOException("secret", new ConnectException("secret"));
        }
        return super.createRecordReader(variables, in, length, log);
    }
}
