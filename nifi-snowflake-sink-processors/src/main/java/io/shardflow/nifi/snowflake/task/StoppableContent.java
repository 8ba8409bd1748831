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
package io.shardflow.nifi.snowflake.task;

import io.shardflow.nifi.snowflake.content.SpoolingStoppedException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.BooleanSupplier;

/** The content of a FlowFile, which may be large, until the processor is being stopped. */
final class StoppableContent extends FilterInputStream {

    private final BooleanSupplier isStopped;

    /** @param isStopped asked at each read */
    StoppableContent(final InputStream in, final BooleanSupplier isStopped) {
        super(in);
        this.isStopped = isStopped;
    }

    /** @throws SpoolingStoppedException once it is being stopped */
    @Override
    public int read() throws IOException {
        check();
        return super.read();
    }

    /** @throws SpoolingStoppedException once it is being stopped */
    @Override
    public int read(final byte[] bytes, final int offset, final int length) throws IOException {
        check();
        return super.read(bytes, offset, length);
    }

    private void check() throws SpoolingStoppedException {
        if (isStopped.getAsBoolean()) {
            throw new SpoolingStoppedException();
        }
    }
}
