import "./styles.css";
import { setNonce } from "get-nonce";
import { startTransition } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";

const nonce = document.querySelector<HTMLMetaElement>("meta[name=csp-nonce]")?.nonce ?? "";
// Mantine asks for the nonce itself; the scroll lock beneath its dialogs asks get-nonce.
setNonce(nonce);
const root = document.getElementById("root");
// As a transition it is rendered a little at a time.
if (root) startTransition(() => createRoot(root).render(<App nonce={nonce} />));
